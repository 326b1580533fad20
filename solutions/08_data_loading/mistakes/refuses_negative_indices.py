"""You raise IndexError for every negative index. As in a list, -1 is the last sample; only beyond -len is there
nothing."""

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
        if not 0 <= index < len(self.target):
            raise IndexError(index)
        return self.inputs[index].clone(), self.target[index].clone()
