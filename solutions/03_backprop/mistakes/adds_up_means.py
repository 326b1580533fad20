"""You add up the means of the micro-batches as they are, so both the gradient and the loss come out several times too
large: each micro-batch counts only by its share of all the samples."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    total = 0.0
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        loss = criterion(model(inputs), target)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total
