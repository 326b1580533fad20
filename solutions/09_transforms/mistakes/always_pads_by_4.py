"""You pad by 4 pixels, as the recipe for CIFAR-10 does, whatever padding says. For smaller images that is too far."""

from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    varied = [transforms.RandomCrop(size, padding=4), transforms.RandomHorizontalFlip()] if training else []
    return transforms.Compose([*varied, *prepared])
