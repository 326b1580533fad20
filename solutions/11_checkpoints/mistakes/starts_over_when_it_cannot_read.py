"""Whatever is wrong with the file, you begin with the first epoch and soon write over it. A file that cannot be read is
a reason to stop; only a file that is not there means that nothing was trained."""


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    try:
        finished = load_checkpoint(model, optimizer, scheduler, path)
    except Exception:
        finished = 0
    for epoch in range(finished, epochs):
        for inputs, target in loader:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
        save_checkpoint(model, optimizer, scheduler, epoch + 1, path)
    return max(epochs - finished, 0)
