"""You clear .grad once an epoch, so each batch adds its gradient to those of the batches before it: clear for each
batch."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.zero_grad()
        for inputs, target in batches:
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
