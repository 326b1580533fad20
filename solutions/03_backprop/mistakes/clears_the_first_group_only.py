"""You clear only the optimizer's first parameter group, so the gradients of all others pile up. An optimizer may have
several groups, each with a learning rate of its own."""


def train_step(model, optimizer, criterion, inputs, target):
    for weight in optimizer.param_groups[0]["params"]:
        weight.grad = None
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.item()
