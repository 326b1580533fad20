"""The files of a new kata."""

from pathlib import Path
from string import Template

from dojo.author.names import refusal
from dojo.catalog import NAME, all_katas
from dojo.learner import CannotError
from dojo.model import Kata

TEMPLATES = Path(__file__).parent / "templates"
"""Files under the paths that they are written to, NAME and MODULE standing for the kata's."""


def create(root: Path, name: str) -> tuple[Kata, list[Path]]:
    """Write the files of a new kata, and return it with them.

    Args:
        root: the repository.
        name: 15_streams, or streams for the number after the last.

    Raises:
        CannotError: the name cannot be taken, something is in the way, or a file cannot be written; nothing is
            overwritten.
    """
    kata = _named(root, name)
    texts = _texts(kata)
    for path in [kata.folder, kata.solution.parent, root / "tests" / "right" / kata.name, *texts]:
        if path.exists():
            raise CannotError(f"cannot begin {kata.name}, because {path.relative_to(root)} exists: choose another name")
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        why = f"{error.filename or root}: {(error.strerror or str(error)).lower()}"
        raise CannotError(
            f"cannot begin {kata.name}, because {why}: see that the repository can be written to"
        ) from None
    return kata, list(texts)


def _named(root: Path, name: str) -> Kata:
    numbers = {int(kata.name[:2]): kata.name for kata in all_katas(root) if NAME.fullmatch(kata.name)}
    numbered = name[:2].isdecimal() and name[2:3] == "_"
    number = int(name[:2]) if numbered else max(numbers, default=0) + 1
    kata = Kata(root, name if numbered else f"{number:02d}_{name}")
    taken = [other for other in numbers.values() if other.partition("_")[2] == kata.module]
    reason = refusal(root, kata.module)
    if not NAME.fullmatch(kata.name) and not reason:
        reason = f"{number} is not a number of two digits"
    elif taken:
        reason = f"{taken[0]} has this name"
    elif number in numbers:
        reason = f"{numbers[number]} has this number"
    if reason:
        raise CannotError(f"cannot begin a kata {name!r}, because {reason}: choose another name", usage=True)
    return kata


def _texts(kata: Kata) -> dict[Path, str]:
    """Return the text of each file, the copy of the stub among them."""
    concept = kata.module.replace("_", " ").capitalize()
    imports = "\n".join(sorted(f"import {module}" for module in (kata.module, "pytest", "torch")))
    words = {"imports": imports, "name": kata.name, "module": kata.module, "number": kata.name[:2], "concept": concept}
    texts = {}
    for template in sorted(TEMPLATES.rglob("*.template")):
        place = template.relative_to(TEMPLATES).with_suffix("").as_posix()
        path = kata.root / place.replace("NAME", kata.name).replace("MODULE", kata.module)
        texts[path] = Template(template.read_text(encoding="utf-8")).substitute(words)
    return {**texts, kata.original: texts[kata.stub]}
