"""You list a weight that two layers share under both of its names, as state_dict() does. It is one parameter with one
gradient, in which the parts of both layers are added up already: named_parameters() names it once."""


def gradients(model, criterion, inputs, target):
    model.zero_grad()
    criterion(model(inputs), target).backward()
    weights = dict(model.named_parameters(remove_duplicate=False))
    return {name: weights[name].grad.clone() for name in model.state_dict() if weights[name].requires_grad}
