"""evaluate() looks at the model in training mode: dropout leaves out units, and BatchNorm measures the batch and
learns from it. no_grad() does not change that; eval() does."""

import torch


def evaluate(model, criterion, loader):
    model.train()
    total, correct, samples = 0.0, 0, 0
    with torch.inference_mode():
        for images, target in loader:
            logits = model(images)
            total += criterion(logits, target).item() * len(target)
            correct += int((logits.argmax(dim=1) == target).sum())
            samples += len(target)
    return total / samples, correct / samples
