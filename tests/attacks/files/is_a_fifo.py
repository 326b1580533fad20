"""The answer's file is a fifo: whoever opens it waits for ever.

Told: unreadable
"""

import os

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.unlink()
    os.mkfifo(submission.answer)
