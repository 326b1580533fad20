"""You raise the replica's error as it is. With eight GPUs nobody knows then which of them it was. Raise a RuntimeError that
names the device, `from` that error."""

from concurrent.futures import ThreadPoolExecutor

import torch


def parallel_apply(replicas, inputs):
    recording = torch.is_grad_enabled()

    def run(replica, chunk):
        with torch.set_grad_enabled(recording):
            return replica(chunk)

    with ThreadPoolExecutor(len(replicas)) as pool:
        return list(pool.map(run, replicas, inputs))
