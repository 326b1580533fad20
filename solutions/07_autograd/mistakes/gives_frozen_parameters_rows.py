"""You differentiate with respect to every parameter, the frozen ones too. They are not trained, so nobody asks for
their gradient, and for a large frozen model all those rows do not fit into memory."""

from torch.func import functional_call, grad, vmap


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight.detach() for name, weight in model.named_parameters()}

    def loss(weights, sample, label):
        return criterion(functional_call(model, weights, (sample.unsqueeze(0),)), label.unsqueeze(0))

    return vmap(grad(loss), in_dims=(None, 0, 0))(weights, inputs, target)
