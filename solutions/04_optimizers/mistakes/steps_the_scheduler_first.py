"""Your scheduler steps before the first update, so the first learning rate is never used, and all others come one epoch
too early: it steps at the end of each epoch."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        scheduler.step()
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
    return rates
