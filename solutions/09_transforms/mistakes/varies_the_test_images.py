"""You flip and move images whatever training says: test images then differ from call to call, and so does the
accuracy. Vary the training images alone."""

from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    return transforms.Compose(
        [transforms.RandomCrop(size, padding=padding), transforms.RandomHorizontalFlip(), *prepared]
    )
