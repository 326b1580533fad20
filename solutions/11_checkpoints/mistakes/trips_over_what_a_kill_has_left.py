"""After a kill the unfinished file is still there, and your next save does not begin because of it: one crash ends all
saving. Write over it, or take another name."""

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
    unfinished = path.with_name("unfinished.pt")
    with unfinished.open("xb") as file:
        torch.save(checkpoint, file)
    unfinished.replace(path)
