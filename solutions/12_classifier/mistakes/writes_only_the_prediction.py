"""misclassified.png says what each image was taken for, and not what it is. Write both beside it: the 8 that looks
like a 3 to you, too, is the one worth seeing."""


def save_pictures(history, wrong, folder):
    _draw_curves(history).savefig(folder / "learning_curves.png")
    images, _, prediction, probability = wrong
    _draw_images(images, prediction, prediction, probability).savefig(folder / "misclassified.png")
