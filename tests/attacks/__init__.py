"""Hostile submissions: each is code that is all wrong with an attack behind it, and no attack may earn it a point.

- `wrong/03_backprop.py`: every function of the kata, wrong, for no points.
- `code/NAME.py`: an attack by code. It is put behind the wrong code and `wrong/prelude.py`, which gives it what a
  well-informed attacker knows (`KNOWN`) and two decorators that replace the wrong functions: `instead_of_each` and
  `instead_of_the_last`.
- `files/NAME.py`: an attack by files. Its `place(submission)` is executed by the test, so it is harmless itself: it
  changes the submission whose `answer` is the file of wrong code.

To add an attack, add its file. Its docstring says in one sentence what it tries. `Told: KEY` names the true reason that
one of the failed tests must give (`REASONS` in test_attacks.py), `Limit: 0.1` the seconds that a test may take, and
`Only in the sandbox.` an attack that would reach or harm the machine without one.
"""
