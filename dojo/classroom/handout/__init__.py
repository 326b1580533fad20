"""What students are given: their repository, and the zip file with which Gradescope grades them.

Imports point one way, from right to left: files, making, commands.
"""
