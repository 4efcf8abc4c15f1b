"""From an export file to canonical rows, and from those into the shop's own tables (domain.md 6).

adapters (bytes -> sheets of cells, in a child process: reader) -> columns (header -> field) -> canonical (typed rows
and problems). Everything up to canonical is pure: no database, no clock.
"""
