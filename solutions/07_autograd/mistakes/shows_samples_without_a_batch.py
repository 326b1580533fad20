"""You show the model a sample without its batch axis. Layers such as nn.Flatten then take the first axis of the
sample for the batch. Give it a batch of one."""

from torch.func import functional_call, grad, vmap


def per_sample_gradients(model, criterion, inputs, target):
    weights = {name: weight.detach() for name, weight in model.named_parameters() if weight.requires_grad}

    def loss(weights, sample, label):
        return criterion(functional_call(model, weights, (sample,)), label)

    return vmap(grad(loss), in_dims=(None, 0, 0))(weights, inputs, target)
