"""You save once, when all is done. Whoever is cut off before that has nothing to go on from. Save after each epoch."""


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    finished = load_checkpoint(model, optimizer, scheduler, path) if path.exists() else 0
    for epoch in range(finished, epochs):
        for inputs, target in loader:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
    if epochs > finished:
        save_checkpoint(model, optimizer, scheduler, epochs, path)
    return max(epochs - finished, 0)
