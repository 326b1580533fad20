"""Mutation testing of the graded tests: each small change to a solution must be rejected."""
