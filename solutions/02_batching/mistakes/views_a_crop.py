"""view() needs numbers that lie side by side in memory, and those of a crop do not, so it raises an error: move the
axes without view(), or make the tensor contiguous first."""


def channels_first(images):
    batch, height, width, channels = images.shape
    pixels = images.view(batch, height * width, channels)
    return pixels.transpose(1, 2).reshape(batch, channels, height, width) / 255
