"""Functions with setup_context and rules for vmap; one forward pass, and backward passes for all samples in a batch."""

import torch
from torch.autograd import Function
from torch.nn import Module


def finite_difference(f, x, step):
    x = x.detach()
    points = x.flatten() + step * torch.eye(x.numel(), dtype=x.dtype)
    mirrored = 2 * x.flatten() - points
    above, below = ([float(f(row.view(x.shape))) for row in rows] for rows in (points, mirrored))
    slopes = [(high - low) / (2 * step) for high, low in zip(above, below, strict=True)]
    return torch.tensor(slopes, dtype=x.dtype).view(x.shape)


class Round(Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return torch.round(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


straight_through_round = Round.apply


class Swish(Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x.sigmoid() * x

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs, output)

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        return grad_output * (y + x.sigmoid() * (1 - y))


class Turn(Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x, strength):
        return x.clone()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.strength = inputs[1]

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.strength, None


class GradientReversal(Module):
    strength: float

    def __init__(self, strength):
        Module.__init__(self)
        self.strength = strength

    def forward(self, x):
        return Turn.apply(x, self.strength)


def record_activations(model, inputs):
    found = {}
    layers = [(name, module) for name, module in model.named_modules() if not module._modules]

    def listen(rest):
        if not rest:
            model(inputs)
            return
        (name, module), *others = rest

        def note(module, args, kwargs, output):
            found[name] = torch.empty_like(output, requires_grad=False).copy_(output.detach())

        handle = module.register_forward_hook(note, with_kwargs=True)
        try:
            listen(others)
        finally:
            handle.remove()

    with torch.inference_mode(False), torch.no_grad():
        listen(layers)
    return found


def per_sample_gradients(model, criterion, inputs, target):
    weights = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    logits = model(inputs)
    losses = torch.stack([criterion(one, label) for one, label in zip(logits.split(1), target.split(1), strict=True)])
    rows = torch.autograd.grad(
        losses, [weight for _, weight in weights], torch.eye(len(inputs)).to(losses), is_grads_batched=True
    )
    return {name: row for (name, _), row in zip(weights, rows, strict=True)}
