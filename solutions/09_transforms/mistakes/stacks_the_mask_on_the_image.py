"""You stack mask and image to flip them together, and get the mask back as something that has been a colour in
float32: large class numbers change. Flip each of them, by one decision."""

import torch
from torchvision import transforms


def flip_pair(image, mask, p):
    both = transforms.RandomHorizontalFlip(p)(torch.cat([image.float(), mask[None].float()]))
    return both[:-1].to(image.dtype), both[-1].to(mask.dtype)
