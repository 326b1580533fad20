"""The worker: the process in which a learner's code runs, apart from the tests that judge it."""
