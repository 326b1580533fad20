"""tensor_split gives one chunk to each device, as even as can be, and empty ones where samples run out. DataParallel
rounds the size up and has fewer chunks then: that is chunk, or split."""


def scatter(batch, devices):
    return [part.to(device) for part, device in zip(batch.tensor_split(len(devices)), devices, strict=True)]
