"""You ask .grad whether a parameter is frozen, but one that was frozen after some batches still holds its last
gradient: clear that one too, or ask requires_grad."""


def gradients(model, criterion, inputs, target):
    for weight in model.parameters():
        if weight.requires_grad:
            weight.grad = None
    criterion(model(inputs), target).backward()
    return {name: weight.grad.clone() for name, weight in model.named_parameters() if weight.grad is not None}
