"""evaluate() records a graph for each batch: eval() does not prevent it, and every layer's output is kept for a
backward pass that never comes. Two switches are needed."""

import torch


def evaluate(model, criterion, loader):
    model.eval()
    total, correct, samples = 0.0, 0, 0
    with torch.enable_grad():
        for images, target in loader:
            logits = model(images)
            total += criterion(logits, target).item() * len(target)
            correct += int((logits.argmax(dim=1) == target).sum())
            samples += len(target)
    return total / samples, correct / samples
