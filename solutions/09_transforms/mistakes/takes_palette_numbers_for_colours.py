"""A palette image's numbers are places in a list of colours, and you scale them as if they were grey: the image has
one channel, and it means nothing. Have the colours looked up first."""

import numpy as np
import torch


def to_tensor(image):
    array = np.array(image)
    pixels = torch.from_numpy(array.reshape(*array.shape[:2], -1)).permute(2, 0, 1)
    return pixels.float() / (65535 if image.mode == "I;16" else 255)
