"""You take the array as Pillow gives it: a grey PNG has no axis of colours, one with a palette holds numbers of its
table, and one with alpha has four channels. Let Pillow convert to RGB."""

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
        pixels = np.array(Image.open(path))
        pixels = pixels[..., None].repeat(3, 2) if pixels.ndim == 2 else pixels[..., :3]
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255, number
