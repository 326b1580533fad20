"""You note the mode of the model itself and give it to all its modules. Some of them may have been in the other mode:
note each one's."""

import torch


def evaluate(model, batches):
    training = model.training
    correct = samples = 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, target in batches:
                correct += (model(inputs).argmax(dim=1) == target).sum().item()
                samples += len(target)
    finally:
        model.train(training)
    return correct / samples
