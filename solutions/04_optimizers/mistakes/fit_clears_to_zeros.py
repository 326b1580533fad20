"""You fill old gradients with zeros. A frozen parameter that still held one then has a gradient that the optimizer does
not skip, and decays: its .grad has to be None."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            optimizer.zero_grad(set_to_none=False)
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
