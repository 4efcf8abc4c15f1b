"""Whom to call today: triggers, reasons, the daily queue made of them, and what came of a contact."""
