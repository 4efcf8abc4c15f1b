from saas.web.charts import heat
from saas.web.cycle_drawings import cycle, percentiles, place
from saas.web.habit_drawings import hours
from saas.web.money_drawings import pareto, pareto_table, tickets
from tenants.scoring import distributions
from tenants.scoring.distributions import Habits

TV_DIST = {28: 1, 29: 1, 30: 2, 31: 1, 178: 1, 182: 1, 185: 1, 190: 1}  # domain.md 2.4


def test_nothing_is_not_a_pale_something() -> None:
    assert heat(0, 10) is None
    assert heat(0, 0) is None
    assert heat(5, 10) == 0.5


def test_a_percentile_stands_where_its_value_lies_within_its_band() -> None:
    bands = distributions.cycle(TV_DIST).bands

    assert place(0, bands) == 0
    assert place(15, bands) == 0.5
    assert place(30, bands) == 1
    assert place(45, bands) == 1.5
    assert place(365, bands) == 7
    assert 7 < place(400, bands) < place(700, bands) < place(9000, bands) == 8


def test_a_cycle_is_drawn_with_its_peaks_and_percentiles_and_no_mean(app_context: None) -> None:
    drawing = cycle(distributions.cycle(TV_DIST))

    assert [band.name for band in drawing.bands if band.is_peak] == ["0–30", "181–240"]
    assert [mark.name for mark in drawing.marks] == ["P10", "P25", "P50", "P75", "P90"]
    assert [mark.name for mark in drawing.marks if mark.is_main] == ["P50"]
    assert not any("98" in mark.text for mark in drawing.marks)


def test_a_distribution_of_nothing_has_no_marks(app_context: None) -> None:
    assert list(percentiles(distributions.cycle({}))) == []
    assert cycle(distributions.cycle({})).marks == []


def test_a_ticket_band_tells_the_step_to_the_next(app_context: None) -> None:
    drawing = tickets(distributions.tickets({250_00: 3, 8000_00: 1}, [250_00, 8000_00]))

    assert "¥50" in drawing.bands[1].tip[-1]
    assert len(drawing.bands[-1].tip) == 3


def test_the_curve_says_what_the_top_fifth_brings(app_context: None) -> None:
    spend = [7000_00, 7000_00, 6100_00, 5200_00, 1250_00, 930_00, 400_00, 260_00]  # TV-P

    drawing = pareto(distributions.pareto(spend))
    table = pareto_table(distributions.pareto(spend))

    assert "49.8%" in drawing.marks[0].text
    assert drawing.points[0].y == 0
    assert drawing.points[-1].y == 1
    assert table.rows[-1][1].text == "100%"


def test_a_shop_without_revenue_has_a_curve_without_points(app_context: None) -> None:
    drawing = pareto(distributions.pareto([0, 0]))

    assert [point.y for point in drawing.points] == [0.0]


def test_visits_stand_at_their_weekday_and_time_of_day(app_context: None) -> None:
    cells = [0] * 28
    cells[5 * 4 + 1] = 6  # Saturday, 11 to 14
    cells[0] = 3  # Monday, before 11

    drawing = hours(Habits((3, 0, 0, 0, 0, 6, 0), (3, 6, 0, 0), tuple(cells)))

    assert drawing is not None
    found = {(drawing.columns[cell.column], drawing.rows[cell.row]): cell for cell in drawing.cells}
    assert found["Sat", "11 to 14"].heat == 1
    assert found["Mon", "Before 11"].text == "3"
    assert found["Sun", "After 17"].heat is None


def test_without_times_of_arrival_there_is_nothing_to_draw(app_context: None) -> None:
    assert hours(Habits((1,) * 7, (0,) * 4, (0,) * 28)) is None
