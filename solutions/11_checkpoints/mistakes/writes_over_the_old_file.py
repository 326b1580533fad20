"""torch.save, write_bytes and all the others empty the file before they fill it again. If the process dies between the
two, the old checkpoint is gone and the new one is no use. Write another file first."""

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
    torch.save(checkpoint, path)
