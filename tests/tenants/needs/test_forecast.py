from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tenants.needs.chains import Reading, is_feasible
from tenants.needs.due import Bound
from tenants.needs.forecast import Forecast, History, Peers, forecast
from tenants.needs.item_needs import ItemNeed, Work
from tenants.needs.items import Interval
from tenants.needs.rate import Confidence, Source

START, AS_OF = date(2025, 1, 1), date(2026, 6, 30)
VISITS = [START + timedelta(170 * visit) for visit in range(4)]  # until 2026-05-26
READINGS = [(on, 50_000 + 40 * (on - START).days) for on in VISITS]
OIL = [Work(on, "OIL_SEMI") for on in VISITS]


def car(*more_work: Work, readings: list[tuple[date, int]] = READINGS, fuel: str | None = "petrol") -> History:
    return History(readings, [*OIL, *more_work], VISITS, "private", fuel, date(2022, 1, 1))


def need(found: Forecast, code: str) -> ItemNeed:
    return next(need for need in found.needs if need.code == code)


def test_the_item_done_last_falls_due_and_the_visit_is_expected_for_it() -> None:
    found = forecast(car(), AS_OF)

    oil = need(found, "OIL_SEMI")
    assert found.main == oil
    assert oil.due is not None
    assert (oil.due.done_on, oil.due.due_km) == (VISITS[-1], 50_000 + 40 * 510 + 7_500)
    assert (oil.bound, oil.confidence, oil.is_suggestion) == (Bound.KM, Confidence.HIGH, False)
    assert (found.visit_on, found.visit_bound) == (oil.anchor_on, Bound.KM)


def test_the_habit_moves_the_anchor_but_not_the_due_date() -> None:
    found = forecast(car(Work(VISITS[-1], "BRAKE_FLUID")), AS_OF)

    # he comes every 170 days, though 7,500 km take some 190: early, and that holds for brakes too
    oil, brakes = need(found, "OIL_SEMI"), need(found, "BRAKE_FLUID")
    assert found.offset_days == -15
    assert oil.anchor_on == oil.due_on - timedelta(15)
    assert brakes.anchor_on == brakes.due_on - timedelta(15)


def test_what_falls_due_together_is_one_recommendation() -> None:
    found = forecast(car(Work(VISITS[-2], "WIPER"), Work(VISITS[-1], "COOLANT")), AS_OF)

    assert need(found, "WIPER").due_on - need(found, "OIL_SEMI").due_on == timedelta(10)
    assert need(found, "WIPER").in_bundle
    assert need(found, "OIL_SEMI").in_bundle
    assert not need(found, "COOLANT").in_bundle


def test_what_was_never_done_here_is_suggested_with_the_next_contact_and_never_more() -> None:
    found = forecast(car(), AS_OF)

    air = need(found, "AIR_FILTER")
    assert (air.is_suggestion, air.confidence, air.bound) == (True, Confidence.LOW, Bound.KM)
    assert air.due_on == need(found, "OIL_SEMI").anchor_on
    assert not air.in_bundle
    assert "ATF" in {each.code for each in found.needs}  # 60,000 km are reached
    assert "SPARK" in {each.code for each in found.needs}
    assert "BRAKE_DISC" not in {each.code for each in found.needs}  # 100,000 km are not


def test_another_grade_of_oil_is_not_suggested_to_who_had_his() -> None:
    codes = [each.code for each in forecast(car(), AS_OF).needs]

    assert [code for code in codes if code.startswith("OIL")] == ["OIL_SEMI"]


def test_a_grade_counts_more_than_the_bare_word_on_the_same_day() -> None:
    found = forecast(car(Work(VISITS[-1], "OIL_UNKNOWN")), AS_OF)

    assert need(found, "OIL_SEMI")


def test_an_electric_car_that_a_file_gives_oil_has_none() -> None:
    codes = {each.code for each in forecast(car(fuel="bev"), AS_OF).needs}

    assert not codes & {"OIL_SEMI", "AIR_FILTER", "SPARK", "ATF"}
    assert "EV_CHECK" in codes


def test_a_first_service_comes_once() -> None:
    young = History([(START, 2_900)], [Work(START, "FIRST_SERVICE")], [START], "private", "petrol", date(2024, 8, 1))

    found = forecast(young, START)

    assert "FIRST_SERVICE" not in {each.code for each in found.needs}
    assert (found.visit_on, found.visit_bound) == (START + timedelta(180), Bound.RHYTHM)


def test_without_items_the_car_is_expected_by_its_own_rhythm() -> None:
    found = forecast(History(READINGS, (), VISITS, "private", "petrol"), AS_OF)

    assert found.rhythm.gaps == 3
    assert found.rhythm.cycle_days == 174  # (3 x 170 + 2 x 180) / 5
    assert (found.visit_on, found.visit_bound) == (VISITS[-1] + timedelta(174), Bound.RHYTHM)


def test_who_comes_by_the_calendar_is_expected_by_the_calendar() -> None:
    days = [START + timedelta(120 * visit) for visit in range(4)]  # whatever he drives: 90, 20 and 10 km a day
    readings = list(zip(days, (50_000, 60_800, 63_200, 64_400), strict=True))

    found = forecast(History(readings, [Work(on, "OIL_SEMI") for on in days], days, "private", "petrol"), AS_OF)

    assert (found.visit_on, found.visit_bound) == (found.rhythm.expected_on, Bound.RHYTHM)
    oil = need(found, "OIL_SEMI")
    assert oil.bound is not Bound.RHYTHM  # the oil is due when it is due
    assert oil.due_on > days[-1] + timedelta(150)


def test_what_did_not_bring_him_in_before_is_not_what_he_comes_for() -> None:
    work = [Work(VISITS[0], "OIL_SEMI"), Work(VISITS[-1], "CABIN_FILTER")]

    found = forecast(History(READINGS, work, VISITS, "private", "petrol"), AS_OF)

    assert found.main == need(found, "OIL_SEMI")  # overdue for long, and he came three times without it
    assert found.visit_on == need(found, "CABIN_FILTER").anchor_on


def test_peers_speak_for_a_car_that_says_nothing_itself() -> None:
    unseen = History(work=OIL[-1:], maintenance_on=VISITS[-1:], use="private", fuel="petrol")
    peer = ("private", "petrol")

    found = forecast(unseen, AS_OF, Peers({peer: Fraction(45)}, {peer: 200}))

    assert (found.rate.source, found.rate.km_per_day) == (Source.PEERS, Fraction(45))
    assert found.rhythm.cycle_days == 200
    assert found.confidence is Confidence.LOW


def test_what_is_later_than_the_day_is_not_known() -> None:
    before = forecast(History(READINGS[:3], OIL[:3], VISITS[:3], "private", "petrol"), VISITS[2])

    seen_later = forecast(History(READINGS, OIL, VISITS, "private", "petrol"), VISITS[2])

    assert seen_later.needs == before.needs
    assert seen_later.visit_on == before.visit_on


def test_an_interval_of_its_own_counts() -> None:
    own = History(READINGS, OIL, VISITS, "private", "petrol", interval_of=lambda code: Interval(None, 3))

    assert need(forecast(own, AS_OF), "OIL_SEMI").due_on == date(2026, 8, 26)


def test_a_car_of_which_nothing_is_known_needs_nothing() -> None:
    found = forecast(History(), AS_OF)

    assert found.needs == ()
    assert (found.visit_on, found.main, found.confidence) == (None, None, Confidence.LOW)


@given(st.integers(0, 545), st.integers(1, 1_500_000))
def test_a_planted_typo_moves_no_date(day: int, km: int) -> None:
    typo = Reading(START + timedelta(day), km)
    pairs = [sorted((typo, Reading(*reading))) for reading in READINGS]
    assume(sum(is_feasible(earlier, later, 400) for earlier, later in pairs) <= len(READINGS) - 2)

    with_typo, without = (forecast(car(readings=readings), AS_OF) for readings in ([*READINGS, typo], READINGS))

    assert with_typo.needs == without.needs
    assert with_typo.visit_on == without.visit_on


@given(st.permutations(READINGS), st.permutations(OIL), st.permutations(VISITS))
def test_the_order_in_which_things_are_told_does_not_matter(
    readings: list[tuple[date, int]], work: list[Work], visits: list[date]
) -> None:
    shuffled = History(readings, work, visits, "private", "petrol", date(2022, 1, 1))

    assert forecast(shuffled, AS_OF) == forecast(car(), AS_OF)
