"""You look for the path among the model's children. Parts may be deeper, as body.layer1: follow the path dot by
dot."""


def freeze(model, path):
    part = getattr(model, path) if path else model
    part.eval()
    for parameter in part.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
