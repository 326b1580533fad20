"""You clear .grad after the step, which helps the next call but not this one: your first update also follows whatever
was left in .grad before. Clear once, before the first micro-batch."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    mean = 0.0
    for inputs, target in micro_batches:
        share = criterion(model(inputs), target) * len(target) / samples
        share.backward()
        mean += share.item()
    optimizer.step()
    optimizer.zero_grad()
    return mean
