"""evaluate() has left the model in eval mode, and nobody switches back: from the second epoch on it trains without
dropout, and BatchNorm's statistics stand still. Switch at the beginning of train_epoch()."""


def train_epoch(model, optimizer, criterion, loader):
    total, samples = 0.0, 0
    for images, target in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), target)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(target)
        samples += len(target)
    return total / samples
