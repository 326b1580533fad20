"""You gather on the device of the first output, whichever the caller names. Move each output to the device you are told."""

import torch


def gather(outputs, device):
    return torch.cat([output.to(outputs[0].device) for output in outputs])
