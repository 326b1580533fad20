"""The older transforms throughout, RandomErasing with other parameters, and a random state that is used twice."""

import torch
import torch.nn.functional as F
from torchvision import transforms


def to_tensor(image):
    if image.mode == "I;16":
        return transforms.ToTensor()(image.convert("I")).to(torch.float32) / 65535.0
    return transforms.ToTensor()(image if image.mode != "P" else image.convert("RGB"))


def normalize(images, mean, std):
    return transforms.Normalize(mean, std)(images)


def denormalize(images, mean, std):
    return transforms.Normalize([-m / s for m, s in zip(mean, std, strict=True)], [1 / s for s in std])(images)


def channel_statistics(dataset):
    count, mean, squares = 0, 0.0, 0.0
    for image, _ in dataset:
        pixels = image.double().reshape(len(image), -1)
        more, middle = pixels.shape[1], pixels.mean(1)
        distance = middle - mean
        squares = squares + ((pixels - middle[:, None]) ** 2).sum(1) + distance**2 * (count * more / (count + more))
        mean = mean + distance * (more / (count + more))
        count += more
    return mean.tolist(), [(square / count) ** 0.5 for square in squares.tolist()]


def normalize_splits(training, test):
    channels = training.transpose(0, 1).reshape(training.shape[1], -1)
    mean, variance = channels.mean(1), channels.var(1, correction=0)
    return tuple(F.batch_norm(images, mean, variance, eps=0.0) for images in (training, test))


def flip_pair(image, mask, p):
    flip = transforms.RandomHorizontalFlip(p)
    state = torch.get_rng_state()
    image = flip(image)
    torch.set_rng_state(state)
    return image, flip(mask)


class RandomCutout(transforms.RandomErasing):
    def __init__(self, size, fill, p):
        super().__init__(p=p, value=list(fill))
        self.size = size

    def get_params(self, img, *others, **more):
        height, width = img.shape[-2:]
        top = torch.randint(0, height - self.size + 1, (1,)).item()
        left = torch.randint(0, width - self.size + 1, (1,)).item()
        value = torch.tensor(self.value, dtype=img.dtype)[:, None, None]
        return top, left, self.size, self.size, value.expand(-1, self.size, self.size)


def make_transform(size, padding, mean, std, training):
    steps = [transforms.ToTensor(), transforms.Normalize(mean=mean, std=std)]
    if training:
        always = transforms.RandomHorizontalFlip(p=1)
        steps = [transforms.Pad(padding), transforms.RandomCrop(size), transforms.RandomApply([always]), *steps]
    return transforms.Compose(steps)
