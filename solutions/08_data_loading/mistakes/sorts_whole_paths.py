"""You sort whole paths as strings, and "-" comes before "/": the files of the class ant-eater then come before those of
the class ant. Sort the classes, and in each its files."""

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class ImageDataset(Dataset):
    def __init__(self, folder):
        self.classes = sorted(path.name for path in folder.iterdir() if path.is_dir())
        self.paths = sorted(str(path) for path in folder.glob("*/*.png"))
        self.numbers = [self.classes.index(path.split("/")[-2]) for path in self.paths]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        pixels = np.array(Image.open(self.paths[index]).convert("RGB"))
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255, self.numbers[index]
