"""When the model raises an error, your code never gets to the lines that put the modes back. What must happen in any
case belongs into a finally."""

import torch


@torch.no_grad()
def predict(model, inputs):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    logits = model(inputs)
    for module, training in modes:
        module.training = training
    return logits
