"""You save after each batch, with the number of epochs that are finished. After a break the epoch begins anew, with
weights that have seen a part of it already. Save where an epoch ends."""


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    finished = load_checkpoint(model, optimizer, scheduler, path) if path.exists() else 0
    for epoch in range(finished, epochs):
        for inputs, target in loader:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
            save_checkpoint(model, optimizer, scheduler, epoch, path)
        scheduler.step()
        save_checkpoint(model, optimizer, scheduler, epoch + 1, path)
    return max(epochs - finished, 0)
