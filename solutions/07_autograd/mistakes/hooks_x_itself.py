"""You hang the hook on x and return x. It turns around all that ever arrives there, also what comes from uses of x
that have nothing to do with this layer. Hang it on a tensor of your own."""

from torch import nn


class GradientReversal(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        strength = self.strength
        if x.requires_grad:
            x.register_hook(lambda grad: -strength * grad)
        return x
