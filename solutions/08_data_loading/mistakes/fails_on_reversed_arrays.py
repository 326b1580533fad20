"""torch.tensor and torch.from_numpy refuse an array that is read backwards, as array[::-1] or a flipped image. Let
NumPy make a copy first: that has an order PyTorch knows."""

import numpy as np
import torch
from torch.utils.data import Dataset


class PairDataset(Dataset):
    def __init__(self, inputs, target):
        if len(inputs) != len(target):
            raise ValueError("unequal lengths")
        self.inputs = torch.tensor(inputs, dtype=torch.float32)
        self.target = torch.tensor(target, dtype=torch.int64)

    def __len__(self):
        return len(self.target)

    def __getitem__(self, index):
        return self.inputs[index].clone(), self.target[index].clone()
