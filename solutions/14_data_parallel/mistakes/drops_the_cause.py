"""Your RuntimeError says where it happened, but has no __cause__: what the replica raised, and where in its code, is lost.
Raise it `from` that error."""

from concurrent.futures import ThreadPoolExecutor

import torch


def parallel_apply(replicas, inputs):
    recording = torch.is_grad_enabled()

    def run(replica, chunk):
        with torch.set_grad_enabled(recording):
            return replica(chunk)

    with ThreadPoolExecutor(len(replicas)) as pool:
        futures = [pool.submit(run, replica, chunk) for replica, chunk in zip(replicas, inputs, strict=True)]
    for future, chunk in zip(futures, inputs, strict=True):
        if error := future.exception():
            raise RuntimeError(f"{type(error).__name__} on {chunk.device}: {error}")
    return [future.result() for future in futures]
