"""You open all images when the dataset is made, be it only to look at them. With ten you notice nothing; a real
collection takes minutes, does not fit into memory, and one broken file stops everything. Keep paths."""

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class ImageDataset(Dataset):
    def __init__(self, folder):
        folders = sorted(path for path in folder.iterdir() if path.is_dir())
        self.classes = [path.name for path in folders]
        self.samples = [(path, number) for number, each in enumerate(folders) for path in sorted(each.glob("*.png"))]
        self.images = []
        for path, number in self.samples:
            pixels = np.array(Image.open(path).convert("RGB"))
            self.images.append((torch.from_numpy(pixels).permute(2, 0, 1).float() / 255, number))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image, number = self.images[index]
        return image.clone(), number
