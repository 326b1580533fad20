"""transpose() swaps two axes, so the width ends up in front of the height and the image is mirrored, which is silent
if it is square: name the new order of all four axes."""


def channels_first(images):
    return images.transpose(1, 3) / 255
