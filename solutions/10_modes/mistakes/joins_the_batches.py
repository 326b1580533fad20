"""You join all batches into one. The number is right, but data are cut into batches because they do not fit into
memory at once: run one batch at a time."""

import torch


def evaluate(model, batches):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        inputs, target = (torch.cat(parts) for parts in zip(*batches))
        with torch.no_grad():
            return (model(inputs).argmax(dim=1) == target).double().mean().item()
    finally:
        for module, training in modes:
            module.training = training
