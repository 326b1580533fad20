"""You pad with 0 when the image is normalized already. There 0 is the mean colour, and black is below. Pad first, or
fill with what black has become."""

from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    varied = [transforms.RandomCrop(size, padding=padding), transforms.RandomHorizontalFlip()] if training else []
    return transforms.Compose([*prepared, *varied])
