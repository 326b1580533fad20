"""reshape does not move axes: it cuts the same row of numbers at other places, and your red channel holds some of
all colours. permute the axes."""

import numpy as np
import torch


def to_tensor(image):
    if image.mode == "P":
        image = image.convert("RGB")
    array = np.array(image)
    pixels = torch.from_numpy(array.reshape(-1, *array.shape[:2]))
    return pixels.float() / (65535 if image.mode == "I;16" else 255)
