"""A sample is a piece of the dataset's own memory: whoever changes it in place, as augmentation does, changes the
dataset, and again in each epoch. Give out copies."""

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
        return self.inputs[index], self.target[index]
