"""You never clear .grad, so the micro-batches add to what the update before, or other code, left there: clear once,
before the first micro-batch."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = 0.0
    for inputs, target in micro_batches:
        share = criterion(model(inputs), target) * len(target) / samples
        share.backward()
        mean += share.item()
    optimizer.step()
    return mean
