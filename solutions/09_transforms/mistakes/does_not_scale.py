"""You change the dtype and not the numbers, so they go up to 255. ToDtype scales only when it is asked to."""

import torch
from torchvision.transforms import v2


def to_tensor(image):
    if image.mode == "P":
        image = image.convert("RGB")
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32), v2.ToPureTensor()])(image)
