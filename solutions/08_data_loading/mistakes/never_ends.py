"""You wrap the index around, so no index is ever too large. A for loop over a dataset ends by IndexError and by
nothing else: this one never does."""

import numpy as np
import torch
from torch.utils.data import Dataset


class PairDataset(Dataset):
    def __init__(self, inputs, target):
        if len(inputs) != len(target):
            raise ValueError("unequal lengths")
        self.inputs = torch.from_numpy(inputs.astype(np.float32))
        self.target = torch.from_numpy(target.astype(np.int64))

    def __len__(self):
        return len(self.target)

    def __getitem__(self, index):
        index = index % len(self.target)
        return self.inputs[index].clone(), self.target[index].clone()
