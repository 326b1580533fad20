"""The page that a teacher shows in class: one file that loads nothing.

Answers that take far longer, or far more memory, than those of the class to the same kata are noted as worth a look.

Imports point one way, from right to left:
measures, records, answers, items, notes, page, charts, html, which fills in the templates.
"""
