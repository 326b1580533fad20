"""In your confusion matrix the prediction is the row, and the class the column. It looks like any other, but tells
the opposite: row i is to show what became of class i."""

import torch


def confusion_matrix(model, loader, classes):
    _, target, logits = _answers(model, loader)
    pairs = logits.argmax(dim=1) * classes + target
    return torch.bincount(pairs, minlength=classes**2).reshape(classes, classes)
