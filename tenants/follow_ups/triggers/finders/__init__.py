"""Whom a trigger may fire for: pure functions of a shop's day, one file per thing they look at."""
