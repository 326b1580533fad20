"""You take the squared distance between probabilities and one-hot targets. It is finite everywhere, but flat where
the model is sure and wrong, so that it does not learn from it: take cross-entropy."""

import torch.nn.functional as F


def classification_loss(model, inputs, target):
    logits = model(inputs)
    return F.mse_loss(logits.softmax(dim=1), F.one_hot(target, logits.shape[1]).to(logits))
