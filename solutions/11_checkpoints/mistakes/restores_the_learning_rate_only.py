"""Of the optimizer you put back the averages and the learning rate; its other options, such as momentum and weight decay,
stay those of the new one, though a scheduler may have changed them. Its state_dict has them all."""

import random

import torch


def load_checkpoint(model, optimizer, scheduler, path):
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict({**optimizer.state_dict(), "state": checkpoint["optimizer"]["state"]})
    scheduler.load_state_dict(checkpoint["scheduler"])
    for group, saved in zip(optimizer.param_groups, checkpoint["optimizer"]["param_groups"], strict=True):
        group["lr"] = saved["lr"]
        group["initial_lr"] = saved["initial_lr"]
    torch.set_rng_state(checkpoint["torch_rng"])
    random.setstate(checkpoint["python_rng"])
    return checkpoint["epoch"]
