"""Your scheduler steps after each batch, so the learning rate changes as often as there are batches in an epoch: it
steps once an epoch."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
            scheduler.step()
    return rates
