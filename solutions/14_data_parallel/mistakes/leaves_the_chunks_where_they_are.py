"""You cut the batch and leave the chunks where the batch was. to() does not move a tensor, it returns another one: is its
result in your list?"""


def scatter(batch, devices):
    chunks = list(batch.chunk(len(devices)))
    for chunk, device in zip(chunks, devices, strict=False):
        chunk.to(device)
    return chunks
