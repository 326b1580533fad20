"""The tools of torch-katas.

Imports point one way, from right to left:
model, catalog, source, observe, display, seam, difference, failure, diagnose, summary, session, running, plugin, run.
"""
