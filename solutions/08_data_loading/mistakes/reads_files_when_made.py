"""You read the files when the stream is made, and all of them lie in memory, once more in each worker. Keep the paths,
and read when lines are asked for."""

from torch.utils.data import IterableDataset, get_worker_info


class ShardedStream(IterableDataset):
    def __init__(self, paths):
        self.lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n")[:-1]]

    def __iter__(self):
        info = get_worker_info()
        first, step = (info.id, info.num_workers) if info else (0, 1)
        yield from self.lines[first::step]
