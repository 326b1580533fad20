"""You call eval() only where the model's own flag says training, but each layer has its own: one that is in training mode
inside of a model in eval mode stays so. Call eval() in any case."""

import torch


def evaluate(model, criterion, loader):
    if model.training:
        model.eval()
    total, correct, samples = 0.0, 0, 0
    with torch.inference_mode():
        for images, target in loader:
            logits = model(images)
            total += criterion(logits, target).item() * len(target)
            correct += int((logits.argmax(dim=1) == target).sum())
            samples += len(target)
    return total / samples, correct / samples
