"""What a run has to read: Python, PyTorch and the libraries that they are made of."""

import importlib.util
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/localtime", "/usr/share/zoneinfo", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom",
)  # fmt: skip


def readable_by_default() -> tuple[Path, ...]:
    """Return the files and folders that Python and PyTorch read after they are imported, those that exist.

    Of a virtual environment, which may be the repository itself, only its parts; of its base the same. Nothing of
    /proc, of a home, or of a folder on PYTHONPATH.
    """
    found = [*map(Path, _SYSTEM), *_interpreter(), *_packages(), *_mapped()]
    existing = sorted({path for path in found if _exists(path)})
    return tuple(path for path in existing if not any(folder in existing for folder in path.parents))


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except OSError:  # absent, or in a folder that this user may not enter
        return False
    return True


def _interpreter() -> Iterator[Path]:
    yield Path(sys.executable)
    yield Path(getattr(sys, "_base_executable", sys.executable))
    for prefix in {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}:
        yield from (Path(prefix, part) for part in ("lib", "lib64", "pyvenv.cfg"))
    yield from (Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


def _packages() -> Iterator[Path]:
    spec = importlib.util.find_spec("torch")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent.parent


def _mapped() -> Iterator[Path]:
    """Folders of the shared libraries in use, wherever a distribution keeps them."""
    if sys.platform == "linux":
        for line in Path("/proc/self/maps").read_text().splitlines():
            name = line.partition("/")[2]
            if ".so" in name:
                yield Path("/" + name).parent
