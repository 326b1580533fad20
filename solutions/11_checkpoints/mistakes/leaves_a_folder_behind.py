"""You write the new file in a folder made for it, and leave that folder there. Remove it, or do without: a name of its
own in the folder of path is enough."""

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
    folder = path.with_name("unfinished")
    folder.mkdir(exist_ok=True)
    torch.save(checkpoint, folder / path.name)
    (folder / path.name).replace(path)
