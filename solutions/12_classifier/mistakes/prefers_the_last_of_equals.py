"""Of epochs that are equally good your fit() keeps the last. The first is asked for: what came after it was no better
on new images, and has only learned the training part further by heart."""

import copy


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    history = {"lr": [], "train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best = {}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, optimizer, criterion, training)
        scheduler.step()
        loss, accuracy = evaluate(model, criterion, validation)
        if not best or accuracy >= max(history["validation_accuracy"]):
            best = copy.deepcopy(model.state_dict())
        for name, value in zip(history, (lr, train_loss, loss, accuracy), strict=True):
            history[name].append(float(value))
    model.load_state_dict(best)
    return history
