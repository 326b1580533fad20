"""You end with model.train(), whatever the mode was before. A model in use, or a layer that was kept in eval mode on
purpose, is in training mode now: put back what was there."""

import torch


@torch.no_grad()
def predict(model, inputs):
    model.eval()
    try:
        return model(inputs)
    finally:
        model.train()
