"""You divide by the number of micro-batches, which is right only if all are equally large: a sample in a small
micro-batch now counts more than one in a large one. Weight each micro-batch by its share of all the samples."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    mean = 0.0
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        loss = criterion(model(inputs), target) / len(micro_batches)
        loss.backward()
        mean += loss.item()
    optimizer.step()
    return mean
