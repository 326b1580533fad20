"""You divide by the largest number in the image, so each image gets another scale, and a dark photo looks as bright
as a light one. Divide by the largest number that the mode allows."""

import numpy as np
import torch


def to_tensor(image):
    if image.mode == "P":
        image = image.convert("RGB")
    array = np.array(image)
    pixels = torch.from_numpy(array.reshape(*array.shape[:2], -1)).permute(2, 0, 1).float()
    return pixels / pixels.max()
