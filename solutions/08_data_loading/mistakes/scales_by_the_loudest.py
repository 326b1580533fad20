"""You divide by the loudest number in this file, so a whisper comes out as loud as a shout. The scale belongs to the
format: 32768 for each file."""

import wave

import numpy as np
import torch


def load_waveform(path):
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise ValueError("not 16 bits")
        channels = file.getnchannels()
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    waveform = torch.from_numpy(frames.reshape(-1, channels).T.astype(np.float32))
    return waveform / waveform.abs().max()
