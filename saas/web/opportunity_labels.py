"""Words for things to come back to and for the grades of leads (domain.md 2.7); labels.py shows them to the pages."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

OPPORTUNITY = {
    "deferred": Label(_l("Job put off"), "amber", _l("Proposed at a visit, and the customer wanted to wait")),
    "lead": Label(_l("Lead"), "red", _l("Tyres, film, a large repair, insurance, another car")),
    "benefit": Label(_l("Coupon or package"), "blue", _l("Points, coupons, packages, a membership")),
    "warranty": Label(_l("Maker’s warranty"), "plain", _l("A check before it ends")),
}

GRADE = {
    "O": Label(_l("O: ordered"), "teal", _l("Order or deposit, not done yet; call every 7 days")),
    "H": Label(_l("H: within a week"), "red", _l("Call every 2 days")),
    "A": Label(_l("A: within a month"), "amber", _l("Call every 7 days")),
    "B": Label(_l("B: within three months"), "blue", _l("Call every 14 days")),
    "C": Label(_l("C: later"), "plain", _l("Call every 30 days")),
    "N": Label(_l("N: not graded"), "violet", _l("Grade it within a day")),
}

END = {
    "done": Label(_l("Done"), "teal"),
    "lost": Label(_l("Lost to others"), "red"),
    "over": Label(_l("Over"), "plain"),
}

CAMPAIGN = {
    "planned": Label(_l("Planned"), "blue"),
    "running": Label(_l("Running"), "teal"),
    "over": Label(_l("Over"), "plain"),
    "stopped": Label(_l("Stopped"), "amber"),
}

KINDS = {"opportunity": OPPORTUNITY, "grade": GRADE, "opportunity_end": END, "campaign": CAMPAIGN}
