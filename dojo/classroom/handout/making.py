"""A folder or a zip file, whole or not at all."""

import shutil
import tempfile
import zipfile
from pathlib import Path

from dojo.classroom.handout.files import PROGRAMS, Files
from dojo.learner import CannotError, reason

EXECUTABLE, PLAIN = 0o100755, 0o100644


def see_free(folder: Path | None, file: Path | None) -> None:
    """See that nothing is in the way of a folder and of a zip file.

    Raises:
        CannotError: the folder holds something, or there is a file at one of these places.
    """
    if folder is not None and folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise CannotError(
            f"cannot make a handout in {folder}, because it {'is not empty' if folder.is_dir() else 'is no folder'}: "
            "name a folder that does not exist yet"
        )
    if file is not None and file.exists():
        raise CannotError(f"cannot make {file}, because it exists: delete it, or name another")


def make_folder(folder: Path, files: Files) -> None:
    """Write the files into a folder that does not exist or is empty.

    Raises:
        CannotError: it cannot be written. It is then as it was.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".handout-", dir=_parent(folder)) as place:
            whole = Path(place) / "whole"
            _write_all(whole, files)
            _move(whole, folder)
    except OSError as error:
        raise CannotError(
            f"cannot make a handout in {folder}, because {reason(error)}: name a place that can be written to"
        ) from None


def _parent(folder: Path) -> Path:
    """Return where the folder lies, made if need be: what is built there is moved, and not copied."""
    parent = folder.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def _write_all(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _move(whole: Path, folder: Path) -> None:
    """Put the folder where it belongs; one that existed stays itself, for it may be the one that a shell is in."""
    if not folder.exists():
        whole.rename(folder)
        return
    moved: list[Path] = []
    try:
        for path in sorted(whole.iterdir()):
            path.rename(folder / path.name)
            moved.append(folder / path.name)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def make_zip(file: Path, files: Files) -> None:
    """Write the files into a zip file, the programs as such; the same files give the same bytes.

    Raises:
        CannotError: it cannot be written; there is none then.
    """
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        file.resolve().parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                member = zipfile.ZipInfo(name)
                member.external_attr = (EXECUTABLE if name in PROGRAMS else PLAIN) << 16
                archive.writestr(member, content, zipfile.ZIP_DEFLATED)
        unfinished.replace(file)
    except OSError as error:
        raise CannotError(f"cannot make {file}, because {reason(error)}: name a place that can be written to") from None
    finally:
        unfinished.unlink(missing_ok=True)
