"""You return the loss as a tensor. It holds on to its autograd graph, so a list of such losses grows with every step;
in a sum of them the graphs even become one. Return the number in it."""


def train_step(model, optimizer, criterion, inputs, target):
    optimizer.zero_grad()
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    return loss
