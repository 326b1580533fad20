"""You deal the samples out in turn, so sample 1 is on the second device. When the outputs are joined again they are in
another order than the targets. Cut consecutive chunks."""


def scatter(batch, devices):
    count = min(len(batch), len(devices))
    return [batch[start :: len(devices)].to(device) for start, device in zip(range(count), devices, strict=False)]
