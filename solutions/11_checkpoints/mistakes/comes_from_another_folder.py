"""You write the new file in the system's folder for temporary files, which may be on another disk. From there no rename
leads to path, and a copy takes time, in which the process may die. Write it in the folder of path."""

import random
import tempfile
from pathlib import Path

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
    with tempfile.TemporaryDirectory() as folder:
        unfinished = Path(folder, path.name)
        torch.save(checkpoint, unfinished)
        unfinished.replace(path)
