"""No weight moves. The optimizer reads .grad in step(): check that step() is called at all, after backward(), and
that nothing clears .grad between the two."""


def train_step(model, optimizer, criterion, inputs, target):
    loss = criterion(model(inputs), target)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()
