"""You move the training images and never flip them. A cat that looks to the left looks to the right as often."""

from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    varied = [transforms.RandomCrop(size, padding=padding)] if training else []
    return transforms.Compose([*varied, *prepared])
