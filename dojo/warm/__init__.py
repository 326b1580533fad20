"""A process that has torch imported and the tests collected, so that a verdict costs the tests' own time.

client.py is its owner's side, server.py the process, child.py what it forks for each run beside the tests.
"""
