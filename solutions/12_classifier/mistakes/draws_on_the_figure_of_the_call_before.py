"""Your curves go on a figure that is still there from the call before, so the picture shows both trainings. Make a
new figure in each call, and close it if pyplot made it."""


def save_pictures(history, wrong, folder):
    from matplotlib import pyplot

    pyplot.figure("curves")
    for name in ("train_loss", "validation_loss", "validation_accuracy"):
        pyplot.plot(history[name], label=name)
    pyplot.savefig(folder / "learning_curves.png")
    _draw_images(*wrong).savefig(folder / "misclassified.png")
