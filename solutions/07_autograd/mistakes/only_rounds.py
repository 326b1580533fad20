"""You return x.round() as autograd knows it. That is flat nearly everywhere, so its gradient is 0, and nothing in
front of it learns. Take the numbers from it, and the gradient from x."""

import torch


def straight_through_round(x):
    return x.round()
