"""Who handed in which folder of a Gradescope export, from its submission_metadata.yml."""

from collections.abc import Iterator

import yaml

METADATA = "submission_metadata.yml"
LARGEST = 64 << 20
"""Bytes that the file may have: it quotes what every test has printed."""
DEEPEST = 50

Step = str | int | None
"""A key of a mapping, a position in a sequence, or None where a key is due."""
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class MetadataError(Exception):
    """The file cannot be understood."""


def submitters(text: bytes) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return each folder's students: their names, and the numbers that the school gave them or else their addresses.

    Students choose their names, so a name alone would let one hand in for another.

    Only the text's events are read: nothing is constructed from tags, no alias is followed, no level is recursed into.

    Raises:
        MetadataError: this is no YAML, or nested without end.
    """
    found: dict[str, dict[int, dict[str, str]]] = {}
    try:
        for path, value in _scalars(text):
            match path:
                case (str() as folder, ":submitters", int() as index, (":name" | ":sid" | ":email") as key):
                    found.setdefault(folder, {}).setdefault(index, {})[key] = value
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise MetadataError(str(error)) from None
    return {folder: tuple(map(_person, people.values())) for folder, people in found.items()}


def _person(known: dict[str, str]) -> tuple[str, str]:
    address = known.get(":email", "")
    return known.get(":name") or address, known.get(":sid") or address


def _scalars(text: bytes) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield each plain value with the keys and positions that lead to it."""
    path: list[Step] = []
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionEndEvent):
            path.pop()
            _advance(path, "")
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            path.append(None if isinstance(event, yaml.MappingStartEvent) else 0)
            if len(path) > DEEPEST:
                raise MetadataError("it is nested too deeply")
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            value = event.value if isinstance(event, yaml.ScalarEvent) else ""
            if path and path[-1] is not None:
                yield tuple(path), value
            _advance(path, value)


def _advance(path: list[Step], value: str) -> None:
    """Take note that a value is over: a key where a key was due, otherwise the end of an item."""
    if path:
        step = path[-1]
        path[-1] = value if step is None else step + 1 if isinstance(step, int) else None
