"""You run the model again after the update and return that loss. It costs a second forward pass, and it is not the
loss that the update was made from: return the one you already have."""


def train_step(model, optimizer, criterion, inputs, target):
    optimizer.zero_grad()
    criterion(model(inputs), target).backward()
    optimizer.step()
    return criterion(model(inputs), target).item()
