"""When the model or the batches raise an error, your code never gets to the lines that put the modes back. What must
happen in any case belongs into a finally."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    with torch.no_grad():
        for inputs, target in batches:
            correct += (model(inputs).argmax(dim=1) == target).sum().item()
            samples += len(target)
    for module, training in modes:
        module.training = training
    return correct / samples
