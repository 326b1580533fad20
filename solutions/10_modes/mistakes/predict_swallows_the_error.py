"""You catch the model's error and return something else. The caller then learns of it much later, somewhere else: let
it pass."""

import torch


@torch.no_grad()
def predict(model, inputs):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        return model(inputs)
    except RuntimeError:
        return None
    finally:
        for module, training in modes:
            module.training = training
