"""Every worker process yields every line: each is a copy of the stream, and knows nothing of the others. With four
workers an epoch has each sample four times; ask which worker this is, and yield its share."""

from torch.utils.data import IterableDataset, get_worker_info


class ShardedStream(IterableDataset):
    def __init__(self, paths):
        self.paths = paths

    def __iter__(self):
        for path in self.paths:
            with path.open(encoding="utf-8") as file:
                for line in file:
                    yield line.rstrip("\n")
