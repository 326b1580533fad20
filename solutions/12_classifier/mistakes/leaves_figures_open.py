"""pyplot keeps every figure that it makes until it is closed: in a long run the memory fills, and after twenty there
is a warning. Close each figure when it is saved, or use matplotlib.figure.Figure."""


def save_pictures(history, wrong, folder):
    from matplotlib import pyplot

    pyplot.figure()
    for name in ("train_loss", "validation_loss", "validation_accuracy"):
        pyplot.plot(history[name], label=name)
    pyplot.savefig(folder / "learning_curves.png")
    _draw_images(*wrong).savefig(folder / "misclassified.png")
