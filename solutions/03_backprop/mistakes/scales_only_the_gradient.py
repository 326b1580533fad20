"""Your update is right, but the loss you return is the plain average of the micro-batches' means, in which a sample
of a small micro-batch counts more. Weight the losses as you weight the gradients."""


def accumulate_step(model, optimizer, criterion, micro_batches):
    samples = sum(len(target) for _, target in micro_batches)
    losses = []
    optimizer.zero_grad()
    for inputs, target in micro_batches:
        loss = criterion(model(inputs), target)
        (loss * len(target) / samples).backward()
        losses.append(loss.item())
    optimizer.step()
    return sum(losses) / len(losses)
