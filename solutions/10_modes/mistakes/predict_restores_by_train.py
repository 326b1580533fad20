"""You put the modes back with train(), which also sets everything below a module: a layer that stands in two places
gets the mode of the one that comes last. Set each module's own flag."""

import torch


@torch.no_grad()
def predict(model, inputs):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        return model(inputs)
    finally:
        for module, training in modes:
            module.train(training)
