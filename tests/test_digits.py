"""The digits of kata 12 are those of scikit-learn's copy of the UCI set, to the byte."""

import hashlib

import numpy as np

from tests.tiny import ROOT

DIGEST = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
"""SHA-256 of the bytes of `images` and then of `labels`, each as uint8, made from sklearn.datasets.load_digits()."""


def test_the_digits_are_the_real_ones() -> None:
    with np.load(ROOT / "katas" / "12_classifier" / "digits.npz") as file:
        images, labels = file["images"], file["labels"]
    assert (images.dtype, images.shape) == (np.uint8, (1797, 8, 8))
    assert (labels.dtype, labels.shape) == (np.uint8, (1797,))
    assert hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest() == DIGEST
