"""misclassified() records a graph: the tensors that you return hold on to every layer's output of all batches. Look
under no_grad() or inference_mode()."""

import torch


def misclassified(model, loader):
    model.eval()
    images, target = (torch.cat(parts) for parts in zip(*loader))
    probability, prediction = model(images).softmax(dim=1).max(dim=1)
    wrong = (prediction != target).nonzero().flatten()
    order = wrong[probability[wrong].argsort(descending=True)]
    return images[order], target[order], prediction[order], probability[order].detach()
