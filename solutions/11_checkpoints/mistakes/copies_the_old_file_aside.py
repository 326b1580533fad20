"""You copy the old file aside and then write over it. After a crash the good one has another name, and what is at path
is broken; whoever resumes looks there. Leave the old file alone until the new one is whole."""

import random
import shutil

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
    if path.exists():
        shutil.copyfile(path, path.with_name("backup.pt"))
    torch.save(checkpoint, path)
    path.with_name("backup.pt").unlink(missing_ok=True)
