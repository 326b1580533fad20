"""You clear .grad after each step, which helps all steps but the first: that one also follows whatever was left in
.grad before."""


def fit(model, optimizer, scheduler, batches, criterion, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        for inputs, target in batches:
            criterion(model(inputs), target).backward()
            optimizer.step()
            optimizer.zero_grad()
        scheduler.step()
    return rates
