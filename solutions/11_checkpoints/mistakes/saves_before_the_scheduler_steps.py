"""You save first and let the scheduler step afterwards, so after a break the learning rate is one epoch behind. An
epoch is finished when all its steps are made."""


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    finished = load_checkpoint(model, optimizer, scheduler, path) if path.exists() else 0
    for epoch in range(finished, epochs):
        for inputs, target in loader:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        save_checkpoint(model, optimizer, scheduler, epoch + 1, path)
        scheduler.step()
    return max(epochs - finished, 0)
