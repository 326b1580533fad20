"""You delete or move the old file before the new one takes its name. For a moment there is none, and that is when the
process dies. A rename replaces what is there, by itself."""

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
    torch.save(checkpoint, unfinished)
    path.unlink(missing_ok=True)
    unfinished.rename(path)
