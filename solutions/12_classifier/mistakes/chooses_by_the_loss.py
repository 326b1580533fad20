"""Your fit() keeps the epoch with the lowest validation loss, and the highest validation accuracy is asked for. The two
often differ: an answer that is wrong and very sure costs much loss, and counts as one mistake. Compare accuracies."""

import copy


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    history = {"lr": [], "train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best = {}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, optimizer, criterion, training)
        scheduler.step()
        loss, accuracy = evaluate(model, criterion, validation)
        if not best or loss < min(history["validation_loss"]):
            best = copy.deepcopy(model.state_dict())
        for name, value in zip(history, (lr, train_loss, loss, accuracy), strict=True):
            history[name].append(float(value))
    model.load_state_dict(best)
    return history
