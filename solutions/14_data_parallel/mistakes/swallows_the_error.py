"""An error in one of your threads is lost: the caller gets None in the place of an output. Catch it in the thread, keep it,
and raise it after all have finished."""

import threading

import torch


def parallel_apply(replicas, inputs):
    recording, outputs = torch.is_grad_enabled(), [None] * len(replicas)

    def run(index):
        try:
            with torch.set_grad_enabled(recording):
                outputs[index] = replicas[index](inputs[index])
        except Exception as error:
            print(error)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(replicas))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outputs
