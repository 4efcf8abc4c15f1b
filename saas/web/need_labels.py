"""Words for what cars need, how sure that is, and what is wrong with an odometer (domain.md 3.1, 3.2)."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

ITEM = {
    "FIRST_SERVICE": Label(_l("First service")),
    "OIL_MINERAL": Label(_l("Oil and filter, mineral")),
    "OIL_SEMI": Label(_l("Oil and filter, semi-synthetic")),
    "OIL_FULL": Label(_l("Oil and filter, fully synthetic")),
    "OIL_UNKNOWN": Label(_l("Oil and filter")),
    "AIR_FILTER": Label(_l("Air filter")),
    "CABIN_FILTER": Label(_l("Cabin filter")),
    "BRAKE_FLUID": Label(_l("Brake fluid")),
    "ATF": Label(_l("Automatic gearbox oil")),
    "MTF": Label(_l("Manual gearbox oil")),
    "SPARK_NICKEL": Label(_l("Spark plugs, nickel")),
    "SPARK_PLATINUM": Label(_l("Spark plugs, platinum")),
    "SPARK_IRIDIUM": Label(_l("Spark plugs, iridium")),
    "SPARK": Label(_l("Spark plugs")),
    "COOLANT": Label(_l("Coolant")),
    "TYRE_ROTATE": Label(_l("Tyre rotation")),
    "TYRE": Label(_l("Tyres")),
    "BATTERY_TEST": Label(_l("Battery test")),
    "BATTERY": Label(_l("12 V battery")),
    "BRAKE_PAD_F": Label(_l("Front brake pads")),
    "BRAKE_PAD_R": Label(_l("Rear brake pads")),
    "BRAKE_DISC": Label(_l("Brake discs")),
    "TIMING_BELT": Label(_l("Timing belt")),
    "FUEL_FILTER": Label(_l("Fuel filter, external")),
    "FUEL_FILTER_TANK": Label(_l("Fuel filter, in the tank")),
    "WIPER": Label(_l("Wiper blades")),
    "ALIGN": Label(_l("Wheel alignment")),
    "EV_CHECK": Label(_l("Battery, motor and control check")),
    "EV_GEAR": Label(_l("Reduction gear oil")),
    "PHEV_SERVICE": Label(_l("Hybrid service")),
    "MAINTENANCE": Label(_l("Maintenance visit")),
    "COMPULSORY_INSURANCE": Label(_l("Compulsory insurance")),
    "COMMERCIAL_INSURANCE": Label(_l("Commercial insurance")),
    "INSPECTION": Label(_l("Periodic inspection")),
    # groups of what is sold besides
    "additives": Label(_l("Additives")),
    "film": Label(_l("Film and coating")),
    "accessories": Label(_l("Accessories")),
    "wash_card": Label(_l("Wash cards")),
}

RELATION = {
    "COMPLEMENT": Label(_l("Belongs to it"), "teal", _l("The first works better with it")),
    "SUBSTITUTE": Label(_l("Instead of it"), "blue", _l("Does the same in another way")),
    "VOLUME": Label(_l("Cheaper together"), "amber", _l("Done or bought together it costs less")),
    "UP": Label(_l("Better grade"), "violet", _l("A better grade of the same")),
    "DOWN": Label(_l("Accessory to it"), "plain", _l("A small thing that goes along")),
    "PEER": Label(_l("Of the same price"), "plain", _l("Another item of the same price")),
    "CROSS": Label(_l("From another shelf"), "plain", _l("Something of another kind")),
}

NEED_KIND = {
    "item": Label(_l("Items")),
    "insurance": Label(_l("Insurance")),
    "inspection": Label(_l("Inspection")),
}

CONFIDENCE = {
    "high": Label(_l("Sure"), "teal", _l("Three good odometer readings or more over half a year, and last done here")),
    "medium": Label(_l("Fairly sure"), "blue", _l("Few readings, or the pace of the car’s whole life")),
    "low": Label(_l("Have it checked"), "amber", _l("Too little is known to be certain: suggest a check")),
}

SUSPECT_CAUSE = {
    "out_of_range": Label(_l("Impossible number"), "red", _l("0, negative, or more than any car runs")),
    "future": Label(_l("Dated in the future"), "amber", _l("Read on a day that has not come yet")),
    "infeasible": Label(
        _l("Does not fit"), "amber", _l("The car cannot have run so far, or back, between two readings")
    ),
    "corrected": Label(_l("Before a correction"), "plain", _l("The meter was set right afterwards")),
}

PROPOSAL = {
    "digits_swapped": Label(_l("two digits swapped")),
    "digit_too_many": Label(_l("one digit too many")),
    "digit_too_few": Label(_l("one digit missing")),
    "swapped": Label(_l("read from another car")),
}

READING_STATE = {
    "clean": Label(_l("Used"), "blue"),
    "suspect": Label(_l("Rejected"), "red"),
    "fixed": Label(_l("Put right"), "teal"),
    "ignored": Label(_l("Ignored"), "plain"),
}

METHOD = {
    "huitou": Label(_l("Huitou"), hint=_l("Items, intervals, the car’s own pace and habits")),
    "fixed180": Label(_l("Always 180 days"), hint=_l("Half a year after the last maintenance visit")),
    "last_two": Label(_l("Last two readings"), hint=_l("The pace between the last two readings as they are")),
    "use_bins": Label(_l("Classes of use"), hint=_l("The pace of the nearest of five classes of use")),
}

KINDS = {
    "item": ITEM,
    "relation": RELATION,
    "need_kind": NEED_KIND,
    "confidence": CONFIDENCE,
    "suspect_cause": SUSPECT_CAUSE,
    "proposal": PROPOSAL,
    "reading_state": READING_STATE,
    "method": METHOD,
}
