"""Your loop runs one replica after the other: while one GPU works, the others wait. Start all of them, each in a thread,
before you wait for the first."""


def parallel_apply(replicas, inputs):
    outputs = []
    for replica, chunk in zip(replicas, inputs, strict=True):
        try:
            outputs.append(replica(chunk))
        except Exception as error:
            raise RuntimeError(f"failed on {chunk.device}") from error
    return outputs
