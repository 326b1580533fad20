"""You round the number of files for each worker up, so the first ones take all and the last may have nothing to do:
with 5 files and 4 workers that is 2, 2, 1 and 0."""

from torch.utils.data import IterableDataset, get_worker_info


class ShardedStream(IterableDataset):
    def __init__(self, paths):
        self.paths = paths

    def __iter__(self):
        info = get_worker_info()
        number, count = (info.id, info.num_workers) if info else (0, 1)
        size = -(-len(self.paths) // count)
        for path in self.paths[number * size : (number + 1) * size]:
            with path.open(encoding="utf-8") as file:
                for line in file:
                    yield line.rstrip("\n")
