"""You put the modes back when the model raises an error, but not when the batches do: a file cannot be read, and the
model stays in eval mode. The loop itself belongs into the try."""

import torch


@torch.no_grad()
def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    correct = samples = 0
    model.eval()
    for inputs, target in batches:
        try:
            logits = model(inputs)
        except Exception:
            for module, training in modes:
                module.training = training
            raise
        correct += (logits.argmax(dim=1) == target).sum().item()
        samples += len(target)
    for module, training in modes:
        module.training = training
    return correct / samples
