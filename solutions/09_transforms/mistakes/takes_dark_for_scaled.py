"""You guess from the numbers whether an image is scaled already. One that is nearly black has no number above 1, so
it stays as it is, and comes out bright. Pillow images of these modes never are scaled."""

import numpy as np
import torch


def to_tensor(image):
    if image.mode == "P":
        image = image.convert("RGB")
    array = np.array(image)
    pixels = torch.from_numpy(array.reshape(*array.shape[:2], -1)).permute(2, 0, 1).float()
    if pixels.max() <= 1:
        return pixels
    return pixels / (65535 if image.mode == "I;16" else 255)
