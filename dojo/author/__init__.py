"""The author's side of the command line: what every kata promises, checked, and the files of a new one.

Imports point one way, from right to left: report, reading, names, files, code, text, judging, verdicts, contract, new,
commands. A rule is a function that yields what it finds; its docstring is the promise that the author reads. Only
judging imports torch.
"""
