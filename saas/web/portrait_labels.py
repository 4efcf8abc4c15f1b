"""Words for how unusual a customer's silence is, and whose gaps it is measured against."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

SILENCE = {
    "USUAL": Label(_l("Nothing unusual"), "teal", _l("He has often stayed away as long")),
    "LONG": Label(_l("Rather long"), "blue", _l("Longer than most of the gaps before")),
    "UNUSUAL": Label(_l("Unusually long"), "amber", _l("Longer than four of five gaps")),
    "GONE": Label(_l("Probably gone"), "red", _l("Longer than nineteen of twenty gaps")),
}

PEER_GROUP = {
    "FIRST_PRIVATE": Label(_l("private customers who came once")),
    "FIRST_BUSINESS": Label(_l("business customers who came once")),
    "REPEAT_PRIVATE": Label(_l("private customers who come again")),
    "REPEAT_BUSINESS": Label(_l("business customers who come again")),
    "SHOP": Label(_l("all customers here who came as often")),
    "DEFAULT": Label(_l("customers of a usual shop")),
}

KINDS = {"silence": SILENCE, "peer_group": PEER_GROUP}
