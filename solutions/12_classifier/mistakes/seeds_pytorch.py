"""torch.manual_seed in load_digits() starts PyTorch's own generator anew, so every network of the program begins with
the same weights, whatever the caller has seeded. Draw the parts with a torch.Generator of your own."""

import numpy as np
import torch


def load_digits(path, held_out, batch_size, seed):
    with np.load(path) as file:
        images = torch.from_numpy(file["images"]).unsqueeze(1).float() / 16
        target = torch.from_numpy(file["labels"]).long()
    torch.manual_seed(seed)
    order = torch.randperm(len(target))
    test, validation, training = order[:held_out], order[held_out : 2 * held_out], order[2 * held_out :]
    return (
        _loader(images[training], target[training], batch_size, shuffle=True),
        _loader(images[validation], target[validation], batch_size),
        _loader(images[test], target[test], batch_size),
    )
