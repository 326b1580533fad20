"""Your parts are cut from the file as it is sorted, by class or by writer: what is tested is then not what was
trained. Draw the order first, with a generator that the seed starts."""

import numpy as np
import torch


def load_digits(path, held_out, batch_size, seed):
    with np.load(path) as file:
        images = torch.from_numpy(file["images"]).unsqueeze(1).float() / 16
        target = torch.from_numpy(file["labels"]).long()
    order = torch.arange(len(target))
    test, validation, training = order[:held_out], order[held_out : 2 * held_out], order[2 * held_out :]
    return (
        _loader(images[training], target[training], batch_size, shuffle=True),
        _loader(images[validation], target[validation], batch_size),
        _loader(images[test], target[test], batch_size),
    )
