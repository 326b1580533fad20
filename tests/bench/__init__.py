"""Reproducible measurements of the tools; each prints ratios from one run."""
