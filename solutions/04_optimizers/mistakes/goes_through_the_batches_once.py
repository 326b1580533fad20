"""You make one iterator over the batches, and it is at its end after the first epoch: all later ones train on nothing.
Begin anew in each epoch."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    batches = iter(batches)
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
