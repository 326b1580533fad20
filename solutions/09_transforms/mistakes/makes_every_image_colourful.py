"""You convert every image to RGB, so a grey one gets three equal channels, where one is asked for. Convert only what
has a palette."""

import numpy as np
import torch


def to_tensor(image):
    if image.mode == "I;16":
        return torch.from_numpy(np.array(image)).float()[None] / 65535
    return torch.from_numpy(np.array(image.convert("RGB"))).permute(2, 0, 1).float() / 255
