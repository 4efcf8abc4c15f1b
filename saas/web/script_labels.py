"""Words for what scripts are for, and for what a provider of text messages would refuse."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

OCCASION = {
    "D3": Label(_l("Three days after"), hint=_l("Is everything in order?")),
    "W3": Label(_l("Three weeks and three months after"), hint=_l("Is everything still in order?")),
    "DUE": Label(_l("Due"), hint=_l("Maintenance or an item is due, and the day is fairly sure")),
    "CHECK": Label(_l("Suggest a check"), hint=_l("Too little is known to call it due")),
    "CARE": Label(_l("Care"), hint=_l("Birthday, holiday, profession, family")),
    "HOT": Label(_l("Weather and sky"), hint=_l("A warning or something to see")),
    "EXP": Label(_l("Insurance and inspection"), hint=_l("A document runs out")),
    "GROW": Label(_l("Related work"), hint=_l("Something that goes well with the last visit")),
    "WINBACK": Label(_l("Win back"), hint=_l("Has not come for long")),
    "EVENT": Label(_l("Campaign"), hint=_l("An invitation")),
    "REFER": Label(_l("Referral"), hint=_l("Ask for a recommendation")),
    "APPT_CONFIRM": Label(_l("Confirm booking"), hint=_l("The day before")),
    "NO_SHOW": Label(_l("Did not come"), hint=_l("After a missed appointment")),
    "COUPON_END": Label(_l("Benefit ends"), hint=_l("A coupon, points or a package runs out")),
    "ANNIVERSARY": Label(_l("Anniversary"), hint=_l("Years since the first visit")),
    "COMPLAINT": Label(_l("Complaint"), hint=_l("Listen, repeat, apologise, promise a time, name who answers")),
    "CALLBACK": Label(_l("Promised call"), hint=_l("He asked to be called today")),
    "CONTACT": Label(_l("Keep in touch"), hint=_l("Nobody has spoken with him for a while")),
    "DEFERRED": Label(_l("Found, not done"), hint=_l("A job was found and not done")),
    "WARRANTY": Label(_l("Warranty ends"), hint=_l("A check before it does")),
    "THANKS": Label(_l("Thanks for a referral"), hint=_l("The friend has come")),
    "LEAD": Label(_l("Interested"), hint=_l("Asked about something")),
    "REPLACE": Label(_l("Another car"), hint=_l("Is a new one planned?")),
}
MEDIUM = {
    "talk": Label(_l("Call and WeChat")),
    "sms": Label(_l("Text message")),
}
VARIANT = {
    "": Label(_l("The class")),
    "KEY": Label(_l("Key account"), "teal", _l("A company, or named by you: these words replace those of the class")),
    "SPECIAL": Label(_l("Comes for one item"), "violet", _l("These words replace those of the class")),
    "PROMO": Label(_l("Comes for offers"), "amber", _l("These words replace those of the class")),
}
SMS_FLAW = {
    "unsigned": Label(_l("It does not begin with the signature 【…】.")),
    "signature_length": Label(_l("The signature must have 2 to 16 characters.")),
    "too_long": Label(_l("It is longer than 500 characters.")),
    "no_refusal": Label(_l("It must end with how to refuse the next one.")),
    "sign": Label(_l("A sign such as ¥ or ★ is not accepted.")),
    "link": Label(_l("Providers refuse links.")),
    "plate_or_vin": Label(_l("A full plate or VIN must not be in a text message.")),
    "theme": Label(_l("Providers refuse this theme: insurance, coupons, points, lottery, recall.")),
    "absolute": Label(_l("It makes a claim that the advertising law forbids.")),
    "not_filled": Label(_l("A slot is not filled.")),
}
SLOT = {
    "privilege": Label(_l("Privilege"), hint=_l("What your best customers get without buying anything")),
    "benefit": Label(_l("Benefit"), hint=_l("The offer you keep for who stayed away")),
    "benefit_until": Label(_l("Benefit until"), hint=_l("A day, as you say it")),
    "referral_gift": Label(_l("Thanks for a referral")),
    "points": Label(_l("Points as a present")),
    "price_gap": Label(_l("Price difference to full synthetic oil"), hint=_l("A number, without the currency")),
    "improvement": Label(_l("What you have improved")),
    "question": Label(_l("Question about the use of the car")),
    "booking_link": Label(_l("Link to book")),
    "survey_link": Label(_l("Link to the survey")),
    "review_link": Label(_l("Link to review")),
    "share_card": Label(_l("Link to the card to share")),
}

KINDS = {"occasion": OCCASION, "medium": MEDIUM, "variant": VARIANT, "sms_flaw": SMS_FLAW, "slot": SLOT}
