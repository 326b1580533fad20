"""A replica's own RuntimeError you raise as it is, without the device. But most of PyTorch's errors are RuntimeErrors, out
of memory too. Raise a new one that names the device, whatever the replica has raised."""

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
        try:
            future.result()
        except RuntimeError:
            raise
        except Exception as error:
            raise RuntimeError(f"failed on {chunk.device}") from error
    return [future.result() for future in futures]
