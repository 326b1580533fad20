"""After your call the model is in eval mode for good, so that whoever goes on training trains without dropout. Put
every module back into its mode."""

import torch


@torch.no_grad()
def predict(model, inputs):
    model.eval()
    return model(inputs)
