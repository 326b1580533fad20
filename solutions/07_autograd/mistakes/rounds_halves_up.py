"""You round a half up always. torch.round takes the even neighbour, 2.5 becomes 2, so that halves do not shift a
mean."""

import torch


def straight_through_round(x):
    return x + ((x + 0.5).floor() - x).detach()
