"""The optimizer steps before backward() has run, so it follows the gradient of the call before: each update is one
batch late. Step last."""


def train_step(model, optimizer, criterion, inputs, target):
    loss = criterion(model(inputs), target)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()
