"""You clear .grad for each micro-batch, so only the last one is left when the optimizer steps: clear once, before the
loop."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = 0.0
    for inputs, target in micro_batches:
        optimizer.zero_grad()
        share = criterion(model(inputs), target) * len(target) / samples
        share.backward()
        mean += share.item()
    optimizer.step()
    return mean
