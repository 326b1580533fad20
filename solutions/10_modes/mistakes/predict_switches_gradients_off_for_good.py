"""set_grad_enabled(False) holds until somebody takes it back: after your call no graph is recorded anywhere, and the
next backward() fails. A context ends by itself."""

import torch


def predict(model, inputs):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    try:
        return model(inputs)
    finally:
        for module, training in modes:
            module.training = training
