"""You raise the error that came first in time, so the same fault is reported for another device in each run. Wait for all,
then go through the replicas in their order."""

import threading

import torch


def parallel_apply(replicas, inputs):
    recording, outputs, errors = torch.is_grad_enabled(), [None] * len(replicas), []

    def run(index):
        try:
            with torch.set_grad_enabled(recording):
                outputs[index] = replicas[index](inputs[index])
        except Exception as error:
            errors.append((inputs[index].device, error))

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(replicas))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for device, error in errors:
        raise RuntimeError(f"failed on {device}") from error
    return outputs
