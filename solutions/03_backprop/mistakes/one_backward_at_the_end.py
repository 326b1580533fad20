"""You collect the losses and run one backward pass at the end, so the graphs of all micro-batches are in memory at
once, as for the full batch: run each backward pass before the next forward pass."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    optimizer.zero_grad()
    mean = sum(criterion(model(inputs), target) * len(target) / samples for inputs, target in micro_batches)
    mean.backward()
    optimizer.step()
    return mean.item()
