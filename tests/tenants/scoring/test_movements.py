from datetime import date

import pytest

from saas.accounts.models import Shop
from tenants import settings
from tenants.scoring import movements, queries
from tenants.scoring.queries import Wanted
from tenants.scoring.score import score
from tenants.visits.derive import derive_visits
from tests.factories import create_customer, create_order, create_vehicle
from tests.tenants.scoring.tv_rfm import VISITS

MAY_END, JUNE_END, JUNE = date(2026, 5, 31), date(2026, 6, 30), date(2026, 6, 1)


@pytest.fixture
def june(in_shop: Shop) -> None:
    """TV-RFM, scored at the end of May and of June, with cuts fixed so that nobody moves for them."""
    settings.change(min_population=1, f_cut_mode="fixed", m_cut_mode="fixed", m_cut_value=3000_00, r_cut_mode="fixed")
    for name, paid in VISITS.items():
        customer = create_customer(name)
        car = create_vehicle(customer)
        for day, yuan in paid:
            create_order(customer, car, date.fromisoformat(day), yuan)
    derive_visits()
    for as_of in (MAY_END, JUNE_END):
        score(as_of)
        movements.record(as_of)


def names(from_class: str, to_class: str) -> list[str]:
    wanted = Wanted(month=JUNE, from_class=from_class, to_class=to_class)
    return [listed.name for listed in queries.customers_listed(wanted, JUNE_END)]


@pytest.mark.usefixtures("june")
def test_a_customer_who_came_moves_and_the_others_stay() -> None:
    found = movements.movements(JUNE)

    assert (found.from_on, found.to_on) == (MAY_END, JUNE_END)
    assert found.cells[("NONE", "NEW")] == 1
    assert (found.known, found.moved) == (10, 1)
    assert sum(found.cells.values()) == 10


@pytest.mark.usefixtures("june")
def test_every_cell_opens_its_names() -> None:
    cells = movements.movements(JUNE).cells

    assert names("NONE", "NEW") == ["C6"]
    assert {cell: len(names(*cell)) for cell in cells} == cells


@pytest.mark.usefixtures("june")
def test_the_first_month_knows_no_movement() -> None:
    first = movements.movements(date(2026, 5, 1))

    assert {before for before, _ in first.cells} == {movements.ARRIVED}
    assert (first.known, first.moved) == (0, 0)
    assert movements.months() == [JUNE]


@pytest.mark.usefixtures("june")
def test_someone_new_on_file_arrives() -> None:
    create_customer("C12")
    score(JUNE_END)
    movements.record(JUNE_END)

    assert movements.movements(JUNE).cells[(movements.ARRIVED, "NONE")] == 1
    assert names(movements.ARRIVED, "NONE") == ["C12"]


@pytest.mark.usefixtures("june")
def test_counting_twice_changes_nothing() -> None:
    before = movements.movements(JUNE)

    movements.record(JUNE_END)

    assert movements.movements(JUNE) == before
