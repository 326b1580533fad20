"""You add up the losses as tensors and return a tensor, and with it the graphs of all micro-batches stay: add up
numbers."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = 0.0
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        share = criterion(model(inputs), target) * len(target) / samples
        share.backward()
        mean += share
    optimizer.step()
    return mean
