"""Your fit() evaluates on the training part, and so keeps the epoch that knows it best by heart. What the network is
worth shows on images it does not learn from: evaluate on the validation part."""

import copy


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    history = {"lr": [], "train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best = {}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, optimizer, criterion, training)
        scheduler.step()
        loss, accuracy = evaluate(model, criterion, training)
        if not best or accuracy > max(history["validation_accuracy"]):
            best = copy.deepcopy(model.state_dict())
        for name, value in zip(history, (lr, train_loss, loss, accuracy), strict=True):
            history[name].append(float(value))
    model.load_state_dict(best)
    return history
