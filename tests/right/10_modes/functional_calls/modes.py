"""torch.func: models called with detached parameters; dropout drawn by hooks on layers that are in eval mode."""

import torch
from torch import nn
from torch.func import functional_call, vmap


def dropout(x, p, training):
    if not training:
        return x
    generator = torch.Generator(x.device).manual_seed(int(torch.randint(2**62, ())))
    kept = torch.rand(x.shape, generator=generator, device=x.device) > p
    return x.mul(kept).mul(0.0 if p == 1 else 1 / (1 - p))


def dropout_channels(x, p, training):
    if not training:
        return x
    kept = torch.rand(x.shape[:2], device=x.device) > p
    scale = (0.0 if p == 1 else 1 / (1 - p)) * kept
    return vmap(vmap(lambda channel, factor: channel * factor.to(channel.dtype)))(x, scale)


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.forward_in = {False: self.use, True: self.measure}
        self.eps, self.momentum = eps, momentum

    def forward(self, x):
        return self.forward_in[self.training](x)

    def use(self, x):
        return self.normalize(x, self.running_mean, self.running_var)

    def measure(self, x):
        axes = tuple({0, x.dim() - 1} - {1}) if x.dim() > 2 else (0,)
        count = x.shape[0] * x.shape[2:].numel()
        if count == 1:
            raise ValueError("count is 1")
        mean = torch.mean(x, axes, keepdim=True)
        var = torch.mean((x - mean) * (x - mean).conj(), axes, keepdim=True)
        self.running_mean.lerp_(mean.detach().flatten(), self.momentum)
        self.running_var.lerp_(var.detach().flatten() / (1 - 1 / count), self.momentum)
        return self.normalize(x, mean.flatten(), var.flatten())

    def normalize(self, x, mean, var):
        scale = self.weight * torch.rsqrt(var + self.eps)
        return vmap(lambda y, m, s, b: (y - m) * s + b, in_dims=(1, 0, 0, 0), out_dims=1)(x, mean, scale, self.bias)


def _still(model):
    """Return a function that runs the model as in eval mode, with parameters that record nothing."""
    tensors = {name: tensor.detach() for name, tensor in (*model.named_parameters(), *model.named_buffers())}

    def run(inputs):
        modes = {module: module.training for module in model.modules()}
        model.eval()
        try:
            return functional_call(model, tensors, inputs)
        finally:
            for module in modes:
                module.training = modes[module]

    return run


def predict(model, inputs):
    return _still(model)(inputs)


def evaluate(model, batches):
    run, right, samples = _still(model), 0, 0
    for inputs, target in batches:
        right += torch.count_nonzero(run(inputs).argmax(-1).sub_(target).logical_not_()).item()
        samples += target.shape[0]
    return float(right) / float(samples)


def monte_carlo(model, inputs, samples):
    def draw(layer, args, output):
        layer.training = True
        again = type(layer).forward(layer, *args)
        layer.training = False
        return again

    layers = [module for module in model.modules() if isinstance(module, nn.modules.dropout._DropoutNd)]
    handles = [layer.register_forward_hook(draw, prepend=True) for layer in layers]
    try:
        return torch.stack([_still(model)(inputs) for _ in range(samples)])
    finally:
        for handle in handles:
            handle.remove()


def freeze_statistics(model):
    class Frozen:
        """Goes before a layer's class."""

        def train(self, mode=True):
            return super().train(False)

    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.__class__ = type(type(module).__name__, (Frozen, type(module)), {})
            module.eval()
