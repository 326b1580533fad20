"""Grading a class: submissions in, grades out.

Imports point one way, from right to left:
records, what was handed in (names, entries, layouts, gradescope, sections, piles, choose, archives, folders, intake),
what is kept (reasons, rows, gradebook),
what is handed on (texts, sheet, tables, feedback, documents, junit, report, exports),
how it is judged (terms, judging, judges, grade, cluster), stopping, telling, output,
commands; and handout, what students are given.
"""
