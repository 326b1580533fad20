"""You call torch.manual_seed yourself, for the whole program: whatever seed the caller has chosen is lost, and each
run is the same. Only draw."""

import torch
from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    torch.manual_seed(0)
    varied = [transforms.RandomCrop(size, padding=padding), transforms.RandomHorizontalFlip()] if training else []
    return transforms.Compose([*varied, *prepared])
