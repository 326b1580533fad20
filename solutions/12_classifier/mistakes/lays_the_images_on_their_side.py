"""The images of misclassified.png are turned: rows have become columns. imshow takes (height, width), as the tensor
has it."""


def save_pictures(history, wrong, folder):
    _draw_curves(history).savefig(folder / "learning_curves.png")
    images, *others = wrong
    _draw_images(images.transpose(2, 3).flip(3), *others).savefig(folder / "misclassified.png")
