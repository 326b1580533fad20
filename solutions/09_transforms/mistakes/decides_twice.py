"""Image and mask each get a decision of their own, so in many pairs only one of them is flipped, and the mask lies
beside the object. Draw once."""

from torchvision import transforms


def flip_pair(image, mask, p):
    flip = transforms.RandomHorizontalFlip(p)
    return flip(image), flip(mask)
