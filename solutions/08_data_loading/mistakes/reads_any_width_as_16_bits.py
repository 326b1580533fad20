"""You read every file as if its samples had 16 bits, and from one with 8, 24 or 32 you make noise without an error.
The file says its width: look, and raise ValueError."""

import wave

import numpy as np
import torch


def load_waveform(path):
    with wave.open(str(path), "rb") as file:
        channels = file.getnchannels()
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    frames = frames[: len(frames) // channels * channels]
    return torch.from_numpy(frames.reshape(-1, channels).T.astype(np.float32) / 32768)
