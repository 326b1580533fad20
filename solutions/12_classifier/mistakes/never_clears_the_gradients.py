"""The gradients of the batch before are still in .grad, so each step drags all earlier batches along. Clear them for
each batch, before backward()."""


def train_epoch(model, optimizer, criterion, loader):
    model.train()
    total, samples = 0.0, 0
    for images, target in loader:
        loss = criterion(model(images), target)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(target)
        samples += len(target)
    return total / samples
