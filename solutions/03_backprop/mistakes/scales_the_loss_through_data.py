"""You scale the loss through .data, which autograd does not see: the number changes, the gradient does not. Scale the
loss itself, so that the operation is in the graph."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = 0.0
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        loss = criterion(model(inputs), target)
        loss.data *= len(target) / samples
        loss.backward()
        mean += loss.item()
    optimizer.step()
    return mean
