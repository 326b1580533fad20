"""The tools of torch-katas.

Imports point one way, from right to left:
model, catalog, source, ask, plain, display, parcel, ambient, seam, observe, practice, practice_gpu, trace, difference,
failure, diagnose, summary, session, worker, verdict, again, running, plugin, run, warm, author, learner, classroom,
cli.
"""
