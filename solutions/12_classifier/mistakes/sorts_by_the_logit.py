"""You sort by the largest logit. Logits are no measure of sureness, for only their differences count: 9 and 8 are
less sure than 2 and 0. Sort by the probability that softmax gives."""


def misclassified(model, loader):
    images, target, logits = _answers(model, loader)
    probability, prediction = logits.softmax(dim=1).max(dim=1)
    wrong = (prediction != target).nonzero().flatten()
    order = wrong[logits.max(dim=1).values[wrong].argsort(descending=True)]
    return images[order], target[order], prediction[order], probability[order]
