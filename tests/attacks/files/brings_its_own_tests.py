"""Brings tests that pass, in the files that hold the graded ones, and katas of its own."""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    module = submission.answer.stem
    for folder in (submission.folder, submission.answer.parent, submission.folder / "katas" / submission.kata):
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(30):
            (folder / f"test_{module}.py").write_text(f"def test_{number}():\n    pass\n")
        (folder / "README.md").write_text("# 20 of 20 points\n")
