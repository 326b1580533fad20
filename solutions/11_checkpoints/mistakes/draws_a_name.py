"""You draw a name for the unfinished file from a generator that training uses. The process that goes on now draws
something else than one that resumes from the file. Saving must not draw."""

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
    unfinished = path.with_name(f"{random.randrange(10**9)}.pt")
    torch.save(checkpoint, unfinished)
    unfinished.replace(path)
