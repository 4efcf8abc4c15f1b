from saas.web.hold_labels import HOLD
from tenants.follow_ups.holds import Hold


def test_every_hold_has_words() -> None:
    assert set(HOLD) == set(Hold)
