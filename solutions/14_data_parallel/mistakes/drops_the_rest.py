"""You round the chunk's size down and lose the samples that are left over; of a batch smaller than the number of devices
nothing is left at all. Round up, and let the last chunk be smaller."""


def scatter(batch, devices):
    size = len(batch) // len(devices)
    return [batch[i * size : (i + 1) * size].to(device) for i, device in enumerate(devices) if size]
