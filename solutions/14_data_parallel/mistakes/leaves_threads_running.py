"""You raise the error while other replicas are still running, and they go on, and write to buffers, behind the caller's
back. Wait for all threads before you look at what they did."""

from concurrent.futures import ThreadPoolExecutor

import torch


def parallel_apply(replicas, inputs):
    recording, pool, outputs = torch.is_grad_enabled(), ThreadPoolExecutor(len(replicas)), []

    def run(replica, chunk):
        with torch.set_grad_enabled(recording):
            return replica(chunk)

    futures = [pool.submit(run, replica, chunk) for replica, chunk in zip(replicas, inputs, strict=True)]
    pool.shutdown(wait=False)
    for future, chunk in zip(futures, inputs, strict=True):
        try:
            outputs.append(future.result())
        except Exception as error:
            raise RuntimeError(f"failed on {chunk.device}") from error
    return outputs
