"""You subtract and divide in the caller's own tensor. When the same image is asked for again, it is normalized a
second time. Work out a new one."""


def normalize(images, mean, std):
    for channel, (shift, scale) in enumerate(zip(mean, std)):
        images[..., channel, :, :].sub_(shift).div_(scale)
    return images
