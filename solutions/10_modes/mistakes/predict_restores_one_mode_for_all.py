"""You note the mode of the model itself and give it to all its modules. Some of them may have been in the other mode,
as a BatchNorm that is kept in eval mode: note each one's."""

import torch


@torch.no_grad()
def predict(model, inputs):
    training = model.training
    model.eval()
    try:
        return model(inputs)
    finally:
        model.train(training)
