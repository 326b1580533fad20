"""Brings modules under the names of others: torch, random, pytest, dojo."""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    forged = "def __getattr__(name):\n    return lambda *args, **kwargs: True\n"
    for folder in (submission.folder, submission.answer.parent):
        for name in ("torch", "torch/testing", "dojo", "dojo/worker", "pytest"):
            (folder / name).mkdir()
            (folder / name / "__init__.py").write_text(forged)
        for name in ("random.py", "math.py", "copy.py", "pickle.py", "struct.py", "socket.py"):
            (folder / name).write_text(forged)
