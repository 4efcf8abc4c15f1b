"""Providers that carry messages: a port, and what is behind it."""
