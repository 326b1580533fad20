"""Taking in a class: from a folder or zip file as a course hands it over to one file for each student and kata.

Nothing that was handed in is executed, imported or parsed as Python, and no path is made from a name that somebody else
chose. What is no answer is told, with the reason.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from dojo.classroom.archives import Shelf, unpacked
from dojo.classroom.choose import Own, choose, own_of
from dojo.classroom.entries import ARCHIVE, Entry, UnreadableError
from dojo.classroom.folders import Disk, walk
from dojo.classroom.gradescope import LARGEST, METADATA, MetadataError, submitters
from dojo.classroom.layouts import Clues, prefix_of
from dojo.classroom.names import Owner, alike, display_names, printable, printable_path
from dojo.classroom.piles import Note, Pile, Piles
from dojo.classroom.records import Intake, Leftover, Submission
from dojo.classroom.sections import Parts, Section, sections_of
from dojo.model import Kata

LARGEST_OF_STUDENT = 8 << 20
"""Bytes that all answers of one student may have together."""
NAMESAKES = (
    "only the names are known to be the same. "
    "Each has a row of their own; if they are one person, put all that was handed in into one folder."
)
DOUBTFUL = (
    "looks like the export of a class, but lies beside {beside}, which does not, and so was taken for a student's: "
    "what a student has sent may look so, too. Grade it alone, or put it among exports only."
)
ALONE = (
    "was taken for the export of a class, because all in it is named so. "
    "If it is what one student has sent, grade it with --student."
)


class IntakeError(Exception):
    """The class cannot be taken in. The message says why, and what to do."""


def take_in(handed_in: Path, katas: Sequence[Kata], into: Path, student: str = "") -> Intake:
    """Copy each student's answer to each kata into a folder of the grader's own, and tell what is no answer.

    Args:
        handed_in: a folder or a zip file: students' folders, zip files and clones; an export of Canvas, Moodle,
            Gradescope or GitHub Classroom; or several such exports, and nothing but exports.
        katas: those that are graded.
        into: the folder for the copies, as into/0001/03_backprop/backprop.py.
        student: who handed all of it in, where it is no class but what one student handed in.

    Raises:
        IntakeError: there is nothing to take in at this place, or no room for the copies.
    """
    handed_in, zipped = handed_in.resolve(), is_zip(handed_in)
    if into.resolve().is_relative_to(handed_in):
        raise IntakeError(f"cannot copy answers into {into}, because that is part of what was handed in. Name another.")
    with Shelf() as shelf:
        piles = _pile(handed_in, zipped, katas, shelf, student) if student else _piles(handed_in, zipped, katas, shelf)
        names, own = display_names(piles.of), {kata: own_of(kata) for kata in katas}
        submissions: list[Submission] = []
        leftovers = [*_leftovers(piles.notes, ""), *_namesakes(names)]
        for number, owner in enumerate(sorted(piles.of, key=lambda owner: (names[owner].casefold(), owner)), 1):
            try:
                taken, notes = _answers(piles.of[owner], own, names[owner], into / f"{number:04}")
            except OSError as error:
                raise IntakeError(f"cannot copy answers into {into}: {error.strerror}. Make room there.") from error
            submissions += taken
            leftovers += _leftovers([*notes, *piles.others(piles.of[owner])], names[owner])
    students = sorted(names.values(), key=str.casefold)
    numbers = sorted((names[owner], printable(owner.number), owner.system) for owner in names if owner.number)
    return Intake(tuple(submissions), tuple(leftovers), tuple(students), tuple(numbers))


def is_zip(handed_in: Path) -> bool:
    """Whether what was handed in is a zip file, and no folder.

    Raises:
        IntakeError: it is neither.
    """
    handed_in = handed_in.resolve()
    zipped = handed_in.is_file() and handed_in.suffix.lower() == ".zip"
    if not handed_in.exists():
        raise IntakeError(f"cannot take in {handed_in}, because there is nothing of this name. See how it is written.")
    if not zipped and not handed_in.is_dir():
        raise IntakeError(f"cannot take in {handed_in}, because it is no folder and no zip file. Name one of them.")
    return zipped


def _pile(handed_in: Path, zipped: bool, katas: Sequence[Kata], shelf: Shelf, student: str) -> Piles:
    """Return all of it on the one student's pile, which is there also if it stays empty."""
    piles = Piles(katas, Clues(student=student), of={Owner(student): Pile()})
    for entry in _entries(handed_in, zipped, shelf):
        piles.add(entry, entry.parts)
    return piles


def _piles(handed_in: Path, zipped: bool, katas: Sequence[Kata], shelf: Shelf) -> Piles:
    entries = list(_entries(handed_in, zipped, shelf))
    known = frozenset(["katas", *(kata.name for kata in katas), *(kata.stub.name for kata in katas)])
    found = sections_of(entries, zipped, known)
    doubt = DOUBTFUL.format(beside=printable_path(found.beside))
    everyone = Piles(katas, Clues(), notes=[Note(one.above, doubt) for one in found.doubtful])
    if len(found.all) == 1 and found.all[0].above != found.around:
        everyone.notes.append(Note(found.all[0].above, ALONE))
    inside: dict[Parts, list[Entry]] = {one.above: [] for one in found.all}
    for entry in entries:
        above = next((above for depth in range(len(entry.parts)) if (above := entry.parts[:depth]) in inside), None)
        if above is not None:
            inside[above].append(entry)
        elif entry.kind != "folder":
            everyone.add_outside(entry, entry.parts[len(found.around) :])
    for one in found.all:
        named = one.above[-1] if one.above else handed_in.name
        _add_class(everyone, one, inside[one.above], ARCHIVE.sub("", named), len(found.all) > 1)
    return everyone


def _add_class(everyone: Piles, section: Section, entries: Sequence[Entry], named: str, several: bool) -> None:
    """Put what was handed in by one class on the piles of everyone."""
    inside = [(entry, entry.parts[len(section.above) :]) for entry in entries]
    roster, notes = _roster(section.above, inside)
    clones = sorted({parts[0] for _, parts in inside if parts[1:2] in (("katas",), (".git",))})
    tops = {ARCHIVE.sub("", parts[0]) for entry, parts in inside if entry.kind == "folder" and parts}
    prefix = prefix_of(named, clones, tops)
    clues = Clues(roster, prefix)
    if several:
        clues = replace(clues, section=section.name, system=section.system)
    everyone.notes.extend(notes)
    piles = Piles(everyone.katas, clues, everyone.of, everyone.notes)
    for entry, parts in inside:
        piles.add(entry, parts)


def _entries(handed_in: Path, zipped: bool, shelf: Shelf) -> Iterator[Entry]:
    if not zipped:
        for entry in unpacked(walk(handed_in), shelf):
            if not entry.parts:
                raise IntakeError(f"cannot take in {handed_in}, because it {entry.words} Make it readable.")
            yield entry
        return
    for entry in unpacked([Entry((handed_in.name,), "file", source=Disk(handed_in.parent))], shelf):
        if len(entry.parts) > 1:
            yield Entry(entry.parts[1:], entry.kind, entry.words, entry.source)
        elif entry.kind == "problem":
            raise IntakeError(f"cannot take in {handed_in}, because it {entry.words}")


def _roster(above: Parts, inside: Iterable[tuple[Entry, Parts]]) -> tuple[dict[str, tuple[Owner, ...]], list[Note]]:
    """Return the students of each folder of a Gradescope export, and what there is to say of it."""
    folders = sorted({parts[0] for _, parts in inside if parts[0].startswith("submission_") and len(parts) > 1})
    found = [entry for entry, parts in inside if parts == (METADATA,) and entry.kind == "file"]
    if not found or not folders:
        return {}, []
    try:
        with found[0].open() as file:
            people = submitters(file.read(LARGEST))
    except (MetadataError, UnreadableError) as error:
        return {}, [Note(found[0].parts, f"tells no names: {error}. Export the submissions anew.")]
    known = {
        folder: tuple(Owner(*person, system="Gradescope") for person in people[folder] if any(person))
        for folder in people
    }
    missing = [folder for folder in folders if not known.get(folder)]
    notes = [
        Note((*above, folder), f"is named in no line of {METADATA}, so that its student's name is not known.")
        for folder in missing
    ]
    return {folder: owners for folder, owners in known.items() if owners}, notes


def _answers(pile: Pile, own: Mapping[Kata, Own], student: str, folder: Path) -> tuple[list[Submission], list[Note]]:
    """Copy what counts as a student's answers."""
    taken, notes, room = [], list(pile.notes), LARGEST_OF_STUDENT
    for kata in sorted(pile.candidates, key=lambda kata: kata.name):
        choice = choose(own[kata], pile.candidates[kata])
        notes += choice.notes
        if choice.taken is None:
            continue
        origin = choice.taken.entry.parts
        room -= len(choice.content)
        if room < 0:
            notes.append(
                Note(origin, f"was not taken: the student's answers have more than {LARGEST_OF_STUDENT:,} bytes.")
            )
            continue
        copy = folder / kata.name / kata.stub.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(choice.content)
        digest = hashlib.sha256(choice.content).hexdigest()
        taken.append(Submission(student, kata.name, copy, digest, printable_path(origin)))
    return taken, notes


def _namesakes(names: Mapping[Owner, str]) -> Iterator[Leftover]:
    """Tell of students whom only their names have in common, and who may be one person in two classes."""
    for owners in alike(owner for owner in names if owner.section):
        if len({owner.section for owner in owners}) > 1:
            shown = " and ".join(sorted(names[owner] for owner in owners))
            yield Leftover(f"{shown} as one student", NAMESAKES)


def _leftovers(notes: Sequence[Note], student: str) -> Iterator[Leftover]:
    """Make one leftover of all notes that say the same."""
    alike = sorted(enumerate(notes), key=lambda one: (one[1].words, one[1].nearest, one[0]))
    for (words, near), group in groupby(alike, key=lambda one: (one[1].words, one[1].nearest)):
        parts = [note.parts for _, note in group]
        more = f" So it is with {len(parts) - 1} more, such as {printable_path(parts[1])}." if len(parts) > 1 else ""
        yield Leftover(printable_path(parts[0]), f"it {printable(words, 1000)}{more}", near, student)
