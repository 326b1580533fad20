"""You divide by 255 whatever the mode: 16-bit grey then goes up to 257 instead of 1. What is the largest number that
its pixels can have?"""

import numpy as np
import torch


def to_tensor(image):
    if image.mode == "P":
        image = image.convert("RGB")
    array = np.array(image)
    pixels = torch.from_numpy(array.reshape(*array.shape[:2], -1)).permute(2, 0, 1)
    return pixels.float() / 255
