"""Brings a package and a program with the answer's name, which hold other code than the answer's file."""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    package = submission.answer.with_suffix("")
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit(0)\n")
    for name in ("__main__.py", "__init__.py"):
        (submission.answer.parent / name).write_text("raise SystemExit(0)\n")
    submission.answer.with_suffix(".so").write_bytes(b"\x7fELF")
