"""Arrays of unequal length do not belong together, probably a file was read twice or cut off. You pair what there is
in silence; raise ValueError."""

import numpy as np
import torch
from torch.utils.data import Dataset


class PairDataset(Dataset):
    def __init__(self, inputs, target):
        length = min(len(inputs), len(target))
        self.inputs = torch.from_numpy(inputs[:length].astype(np.float32))
        self.target = torch.from_numpy(target[:length].astype(np.int64))

    def __len__(self):
        return len(self.target)

    def __getitem__(self, index):
        return self.inputs[index].clone(), self.target[index].clone()
