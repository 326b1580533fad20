""" "lr" holds the rate of the next epoch: the scheduler has written it over that of this one before you read it. Note
it before the updates."""

import copy


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    history = {"lr": [], "train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best = {}
    for _ in range(epochs):
        train_loss = train_epoch(model, optimizer, criterion, training)
        scheduler.step()
        lr = optimizer.param_groups[0]["lr"]
        loss, accuracy = evaluate(model, criterion, validation)
        if not best or accuracy > max(history["validation_accuracy"]):
            best = copy.deepcopy(model.state_dict())
        for name, value in zip(history, (lr, train_loss, loss, accuracy), strict=True):
            history[name].append(float(value))
    model.load_state_dict(best)
    return history
