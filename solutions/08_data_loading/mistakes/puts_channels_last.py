"""You give (samples, channels), as the file has them. PyTorch wants (channels, samples), as a Conv1d does."""

import wave

import numpy as np
import torch


def load_waveform(path):
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise ValueError("not 16 bits")
        channels = file.getnchannels()
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    return torch.from_numpy(frames.reshape(-1, channels).astype(np.float32) / 32768)
