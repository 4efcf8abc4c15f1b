"""Promised visits."""
