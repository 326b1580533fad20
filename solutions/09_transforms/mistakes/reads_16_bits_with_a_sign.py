"""ToTensor reads 16 bits as a number with a sign, so everything above 32767, the brighter half, comes out negative.
Take the numbers from somewhere that knows no sign, or from something with more bits."""

from torchvision import transforms


def to_tensor(image):
    if image.mode == "I;16":
        return transforms.ToTensor()(image).float() / 65535
    return transforms.ToTensor()(image.convert("RGB") if image.mode == "P" else image)
