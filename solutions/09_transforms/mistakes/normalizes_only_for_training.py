"""Only the training images are normalized, so the network is tested on numbers such as it has never seen. What
varies is for training alone; what prepares is for all."""

from torchvision import transforms


def make_transform(size, padding, mean, std, training):
    prepared = [transforms.ToTensor()]
    varied = [transforms.RandomCrop(size, padding=padding), transforms.RandomHorizontalFlip()] if training else []
    return transforms.Compose([*varied, *prepared, *([transforms.Normalize(mean, std)] if training else [])])
