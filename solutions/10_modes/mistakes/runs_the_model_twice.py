"""You run the model twice on each batch. Keep the logits in a variable."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                assert len(model(inputs)) == len(target)
                correct += (model(inputs).argmax(dim=1) == target).sum().item()
                samples += len(target)
    finally:
        for module, training in modes:
            module.training = training
    return correct / samples
