from tenants.follow_ups.outcomes import LOSSES, OUTCOMES, Asks, Closes, Silence
from tenants.follow_ups.triggers import TRIGGERS


def test_the_table_has_every_outcome_of_the_domain() -> None:
    assert set(OUTCOMES) == {
        "booked",
        "confirmed",
        "cancelled",
        "will_come",
        "later",
        "not_needed",
        "done_elsewhere",
        "satisfied",
        "dissatisfied",
        "no_answer",
        "busy",
        "refused_talk",
        "dnc",
        "wrong_number",
        "invalid",
        "car_sold",
        "moved",
        "scrapped",
        "message_sent",
        "wechat_added",
        "info_updated",
        "renewed",
    }


def test_an_outcome_opens_only_triggers_that_exist() -> None:
    opened = {code for outcome in OUTCOMES.values() for code in (outcome.opens, outcome.promoters_open) if code}

    assert opened <= set(TRIGGERS)


def test_what_comes_too_early_is_one_of_the_reasons_offered() -> None:
    assert all(set(outcome.delays) <= set(outcome.reasons) for outcome in OUTCOMES.values())


def test_why_work_went_elsewhere_can_be_said_in_one_tap() -> None:
    assert set(OUTCOMES["done_elsewhere"].reasons) == set(LOSSES)
    assert {"price", "distance", "changed_car", "does_it_himself", "other_shop", "unhappy", "drives_little"} <= set(
        LOSSES
    )


def test_an_outcome_that_wants_a_reason_offers_some() -> None:
    assert all(outcome.reasons for outcome in OUTCOMES.values() if outcome.asks is Asks.REASON)


def test_an_outcome_that_silences_says_for_how_long() -> None:
    assert all(bool(outcome.silences) == bool(outcome.silence_days) for outcome in OUTCOMES.values())
    assert {outcome.code for outcome in OUTCOMES.values() if outcome.silences is Silence.EVERY_CALL} == {"refused_talk"}


def test_nothing_closes_while_it_is_tried_again() -> None:
    waiting = [outcome for outcome in OUTCOMES.values() if outcome.retries or outcome.awaits_reply_days]

    assert all(outcome.closes is Closes.NOTHING for outcome in waiting)
