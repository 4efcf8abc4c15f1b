import pytest

from tenants.scoring.emotion import emotion_card


def test_tv_e_two_benefits_a_happy_answer_and_a_favour() -> None:
    card = emotion_card(benefits=2, csat=5, favours=1)

    assert (card.superiority, card.satisfaction, card.indebtedness) == pytest.approx((2 / 3, 1, 1 / 3))
    assert card.index == pytest.approx(2 / 3)


def test_an_open_complaint_takes_all_satisfaction() -> None:
    assert emotion_card(csat=5, has_open_complaint=True).satisfaction == 0


def test_what_is_not_recorded_does_not_count() -> None:
    assert emotion_card(benefits=3).index == 1
    assert emotion_card().index is None


def test_more_than_three_favours_bind_no_further() -> None:
    assert emotion_card(favours=9).indebtedness == 1
