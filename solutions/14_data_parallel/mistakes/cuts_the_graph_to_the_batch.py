"""Your chunks are copies that autograd knows nothing of: whatever made the batch, an earlier layer for instance, gets no
gradient. chunk() and to() can be differentiated as they are."""


def scatter(batch, devices):
    chunks = batch.detach().chunk(len(devices))
    return [chunk.to(device) for chunk, device in zip(chunks, devices, strict=False)]
