"""Tests of this repository: the contract that every kata keeps, and the tools."""
