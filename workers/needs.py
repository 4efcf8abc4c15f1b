"""Needs as jobs."""
