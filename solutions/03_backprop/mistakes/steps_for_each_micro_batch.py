"""You step once for each micro-batch: that is training with small batches, and the later ones already see changed
weights. Let all of them add up, then step once."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = 0.0
    for inputs, target in micro_batches:
        optimizer.zero_grad()
        share = criterion(model(inputs), target) * len(target) / samples
        share.backward()
        optimizer.step()
        mean += share.item()
    return mean
