"""From the amount columns of an order to fen by payer (domain.md 6.2 "Amount preference")."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tenants.imports.canonical import Line, Payers
from tenants.imports.fields import AMOUNT_FIELDS

HUGE_FEN = 200_000_00
OTHER_PAYERS = ("package_use", "insurer_amount", "warranty_amount", "internal_amount")  # as the fields of Payers
AMOUNTS = {*AMOUNT_FIELDS, *OTHER_PAYERS}


def split(values: Mapping[str, Any], is_settled: bool, lines: Sequence[Line] = ()) -> Payers | None:
    """Lines by payer, else what the customer paid plus the other payers' columns. None when no amount is given.

    A debt (receivable beyond all that was paid) counts once the order is settled.
    """
    if lines:
        fen = _by_lines(lines)
    elif values.keys() & AMOUNTS:
        others = tuple([values.get(field, 0) for field in OTHER_PAYERS])
        fen = Payers(_customer(values, is_settled, sum(others)), *others)
    else:
        return None
    refund, discount = abs(values.get("refund", 0)), abs(values.get("discount", 0))
    return fen._replace(refund=refund, discount=discount) if refund or discount else fen


def as_refund(fen: Payers) -> Payers:
    """What the customer got back, for an order that says it is a refund."""
    return fen._replace(customer=0, refund=fen.refund - fen.customer) if fen.customer < 0 else fen


def _by_lines(lines: Iterable[Line]) -> Payers:
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.payer.lower()] += line.net_fen
    return Payers(**sums)


def _customer(values: Mapping[str, Any], is_settled: bool, by_others: int) -> int:
    if "customer_amount" in values:
        return int(values["customer_amount"])
    receivable = values.get("receivable")
    if "received" in values:
        debt = 0 if receivable is None else receivable - values["received"] - by_others
        return int(values["received"] + (max(debt, 0) if is_settled else 0))
    if receivable is not None:
        return int(receivable)
    if "gross" in values:
        return int(values["gross"] - abs(values.get("discount", 0)))
    return int(values.get("line_amount", 0))
