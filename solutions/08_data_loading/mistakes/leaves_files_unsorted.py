"""The classes are sorted, their files are not: sample 7 is another image on another disk, and a split by index mixes
training and test. Sort the files, too."""

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class ImageDataset(Dataset):
    def __init__(self, folder):
        folders = sorted(path for path in folder.iterdir() if path.is_dir())
        self.classes = [path.name for path in folders]
        self.samples = [(path, number) for number, each in enumerate(folders) for path in each.glob("*.png")]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, number = self.samples[index]
        pixels = np.array(Image.open(path).convert("RGB"))
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255, number
