from datetime import date, timedelta

from saas.seeds.messy_file import HEADER, SLIPS, messy_orders

TODAY = date(2026, 7, 1)


def test_the_file_of_a_day_is_always_the_same() -> None:
    assert messy_orders(TODAY) == messy_orders(TODAY)
    assert messy_orders(TODAY) != messy_orders(TODAY + timedelta(1))


def test_it_is_what_an_old_windows_writes_with_a_title_and_a_total() -> None:
    lines = messy_orders(TODAY).decode("gb18030").splitlines()

    assert lines[0].startswith("兰州安顺汽修 城关店")
    assert lines[1].split(",") == list(HEADER)
    assert lines[-1].startswith("合计,")


def test_every_slip_is_made_on_a_row_that_exists() -> None:
    # title, header and total stand besides; one remark has a line break
    rows = len(messy_orders(TODAY).decode("gb18030").splitlines()) - 4

    assert max(SLIPS) <= rows
