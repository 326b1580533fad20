"""You clear .grad after reading it, which helps the next call but not this one: whatever other code left in .grad is
in your first answer. Clear before the backward pass."""


def gradients(model, criterion, inputs, target):
    criterion(model(inputs), target).backward()
    result = {name: weight.grad.clone() for name, weight in model.named_parameters() if weight.grad is not None}
    model.zero_grad()
    return result
