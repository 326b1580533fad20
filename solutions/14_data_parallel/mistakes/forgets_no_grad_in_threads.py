"""Whether a graph is recorded is decided for each thread, and a new thread records one, even while its caller is in
no_grad(). Ask torch.is_grad_enabled() before you start the threads, and set it in each."""

from concurrent.futures import ThreadPoolExecutor


def parallel_apply(replicas, inputs):
    with ThreadPoolExecutor(len(replicas)) as pool:
        futures = [pool.submit(replica, chunk) for replica, chunk in zip(replicas, inputs, strict=True)]
    for future, chunk in zip(futures, inputs, strict=True):
        if error := future.exception():
            raise RuntimeError(f"failed on {chunk.device}") from error
    return [future.result() for future in futures]
