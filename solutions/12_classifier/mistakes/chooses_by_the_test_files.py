"""Your validation part of Fashion-MNIST is taken from the test files. Then the best epoch is chosen by images that
are also tested, and the test flatters; hold some of the training files out."""

import torch


def load_fashion_mnist(root, held_out, batch_size, seed):
    from torchvision.datasets import FashionMNIST  # takes a second, and only this function needs it

    def tensors(train):
        files = FashionMNIST(root, train=train)
        return files.data.unsqueeze(1).float() / 255, files.targets.long()

    images, target = tensors(train=True)
    order = torch.randperm(len(target), generator=torch.Generator().manual_seed(seed))
    validation, training = order[:held_out], order[held_out:]
    later, classes = tensors(train=False)
    return (
        _loader(images[training], target[training], batch_size, shuffle=True),
        _loader(later[:held_out], classes[:held_out], batch_size),
        _loader(*tensors(train=False), batch_size),
    )
