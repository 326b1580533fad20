"""You return the loss of the last micro-batch only: add up the shares of all of them."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        loss = criterion(model(inputs), target)
        (loss * len(target) / samples).backward()
    optimizer.step()
    return loss.item()
