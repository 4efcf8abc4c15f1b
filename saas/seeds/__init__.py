"""A demo that reads like a story: a chain of two shops and a stranger's, two years of visits, work for today."""

from saas.seeds.cast import LOGINS, SHOPS

__all__ = ["LOGINS", "SHOPS"]
