"""Customers, how to reach them, and the vehicles they bring."""
