"""You pickle the model itself. Such a file names its classes by where they are today, runs code on loading, and is
refused by weights_only=True. Save what the model has learned instead."""

import torch


def save_weights(model, path):
    torch.save(model, path)
