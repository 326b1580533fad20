"""You clear .grad after the step, which helps the next call but not this one: your first step also follows whatever
was left in .grad before. Clear before the backward pass."""


def train_step(model, optimizer, criterion, inputs, target):
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()
