"""The gradients of the step before are still in .grad, so each step drags all earlier batches along: clear them
before backward()."""


def train_step(model, optimizer, criterion, inputs, target):
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.item()
