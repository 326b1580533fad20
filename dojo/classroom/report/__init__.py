"""The page that a teacher shows in class: one file that loads nothing.

Imports point one way, from right to left:
measures, records, answers, items, notes, page, charts, html, which fills in the templates.
"""
