"""You return the rate that the optimizer was made with. The scheduler changes those in optimizer.param_groups, and the
default stays what it was."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.defaults["lr"])
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
