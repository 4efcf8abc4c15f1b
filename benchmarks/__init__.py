"""Contenders side by side on one machine in one run; README.md says how to read the numbers."""
