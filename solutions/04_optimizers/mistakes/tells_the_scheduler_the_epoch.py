"""You hand the number of the epoch to scheduler.step(), which takes it for the epoch that comes next: it is one behind,
and the first rate is used twice. Called without an argument, it counts by itself."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for epoch in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step(epoch)
    return rates
