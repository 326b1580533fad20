"""Some images of your test part, or of the validation part, are also among those to train with: the network has seen
the answers, and its accuracy flatters. Cut the shuffled order into three parts that do not overlap."""

import numpy as np
import torch


def load_digits(path, held_out, batch_size, seed):
    with np.load(path) as file:
        images = torch.from_numpy(file["images"]).unsqueeze(1).float() / 16
        target = torch.from_numpy(file["labels"]).long()
    order = torch.randperm(len(target), generator=torch.Generator().manual_seed(seed))
    test, validation, training = order[:held_out], order[held_out : 2 * held_out], order[held_out:]
    return (
        _loader(images[training], target[training], batch_size, shuffle=True),
        _loader(images[validation], target[validation], batch_size),
        _loader(images[test], target[test], batch_size),
    )
