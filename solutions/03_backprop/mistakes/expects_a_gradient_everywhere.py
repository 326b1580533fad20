"""A frozen parameter gets no gradient: its .grad is None, and None cannot be copied. Leave such parameters out."""


def gradients(model, criterion, inputs, target):
    model.zero_grad()
    criterion(model(inputs), target).backward()
    return {name: weight.grad.clone() for name, weight in model.named_parameters()}
