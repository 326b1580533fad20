"""You clear only what requires grad. A parameter that was frozen later may still hold an old gradient, and the
optimizer moves it by that in each step: clear them all."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            for parameter in model.parameters():
                if parameter.requires_grad:
                    parameter.grad = None
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    return rates
