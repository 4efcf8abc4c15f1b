"""What a file says wrongly is shown to somebody, and moves no date (issue: each has a test and a row)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers.models import Vehicle
from tenants.db import db
from tenants.imports import verbs
from tenants.imports.models import Import, ImportProblem
from tenants.imports.queries import plate_changes, unreadable_readings
from tenants.needs import quality
from tenants.needs.models import Need, OdometerSuspect, VehicleNeeds
from tenants.needs.predict import predict
from tests.importing import load_file

AS_OF = date(2026, 6, 30)
TODAY = date(2026, 7, 1)
HEADER = "工单号,客户名称,手机,车牌号,车架号,登记日期,使用性质,结算日期,进厂里程,项目名称,实收金额"
PAST = (
    ("2024-07-10", "14000"),
    ("2025-01-10", "20000"),
    ("2025-07-09", "26000"),
    ("2025-10-17", "29300"),
    ("2026-01-05", "32000"),
)
LAST = "2026-03-01"
VIN = "LFMA1E2C3J0123456"
OIL_DUE_ON = date(2026, 7, 5)

pytestmark = pytest.mark.usefixtures("in_shop")


class Files:
    """Brings the history of a car with oil changes, and then one more visit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.orders = 0

    def row(self, day: str, km: str, item: str = "更换机油机滤", plate: str = "甘A12345", vin: str = VIN) -> str:
        self.orders += 1
        return f"W{self.orders},张三,13912345678,{plate},{vin},2023-01-10,非营运,{day},{km},{item},500"

    def bring(self, *rows: str, header: str = HEADER) -> Import:
        return load_file(self.folder, header, *rows, today=TODAY, options={"accept_quarantine": True})

    def history(self, **car: str) -> list[str]:
        return [self.row(day, km, **car) for day, km in PAST]


@pytest.fixture
def files(in_shop: Shop, tmp_path: Path) -> Files:
    return Files(tmp_path)


def oil_due_on(plate: str = "甘A12345") -> date:
    found = db.session.scalars(
        select(Need)
        .join(Vehicle, Vehicle.id == Need.vehicle_id)
        .where(Vehicle.plate == plate, Need.code == "OIL_UNKNOWN")
        .execution_options(populate_existing=True)
    )
    return found.one().due_on


def suspects() -> list[tuple[int, str, int | None]]:
    rows, _ = quality.suspects(1)
    return [(row.suspect.km_read, row.suspect.reason, row.suspect.proposed_km) for row in rows]


def problems() -> list[tuple[str, str]]:
    rows, _ = unreadable_readings(1)
    return [(row.code, row.value) for _, row in rows]


def test_a_car_without_flaws_is_the_measure(files: Files) -> None:
    files.bring(*files.history())

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert suspects() == []
    assert problems() == []


def test_a_zero_is_no_reading(files: Files) -> None:
    files.bring(*files.history(), files.row(LAST, "0", "洗车"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert suspects() == [(0, "out_of_range", None)]


@pytest.mark.parametrize("written", ["-32000", "9999999"])
def test_what_no_car_runs_is_left_out_when_it_is_read(files: Files, written: str) -> None:
    files.bring(*files.history(), files.row(LAST, written, "洗车"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert problems() == [("odometer_unlikely", written)]


@pytest.mark.parametrize("written", ["abc", "约三万", "#N/A"])
def test_what_is_no_number_is_left_out_and_told(files: Files, written: str) -> None:
    files.bring(*files.history(), files.row(LAST, written, "洗车"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert [value for _, value in problems()] == [written]


def test_more_than_any_car_has_run_is_a_suspect(files: Files) -> None:
    files.bring(*files.history(), files.row(LAST, "1999999", "洗车"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert suspects() == [(1_999_999, "out_of_range", None)]


def test_a_column_in_tens_of_thousands_is_the_same_car(files: Files) -> None:
    rows = [files.row(day, str(int(km) / 10_000)) for day, km in PAST]
    files.bring(*rows, header=HEADER.replace("进厂里程", "里程(万公里)"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert db.session.scalars(select(VehicleNeeds.last_km)).one() == 32_000


def test_a_single_row_in_tens_of_thousands_among_others_is_a_suspect(files: Files) -> None:
    files.bring(*files.history(), files.row(LAST, "3.3", "洗车"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert [km for km, _, _ in suspects()] == [3]


def test_two_readings_of_one_day_are_one_reading_and_at_most_a_suspect(files: Files) -> None:
    files.bring(*files.history(), files.row("2025-10-17", "29310", "洗车"), files.row("2025-10-17", "92300", "洗车"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert [(km, reason) for km, reason, _ in suspects()] == [(92_300, "infeasible")]


def test_an_order_of_the_future_is_not_loaded_and_is_told(files: Files) -> None:
    import_ = files.bring(*files.history(), files.row("2027-03-01", "60000", "洗车"))

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    told = db.session.scalars(select(ImportProblem.code).where(ImportProblem.import_id == import_.id))
    assert "date_in_future" in list(told)
    assert problems() == [("date_in_future", "2027-03-01")]


def test_a_reading_of_a_customer_file_from_the_future_is_a_suspect(files: Files, tmp_path: Path) -> None:
    files.bring(*files.history())
    car = db.session.scalars(select(Vehicle)).one()
    car.odometer_km, car.odometer_on = 60_000, date(2027, 3, 1)
    db.session.flush()

    predict(AS_OF)

    assert oil_due_on() == OIL_DUE_ON
    assert suspects() == [(60_000, "future", None)]


def test_two_cars_written_down_for_each_other_propose_each_others_reading(files: Files) -> None:
    other = {"plate": "甘A54321", "vin": "LFMA1E2C5J0123457"}
    theirs = [files.row(day, str(int(km) + 60_000), **other) for day, km in PAST]
    files.bring(*files.history(), *theirs, files.row(LAST, "93800", "洗车"), files.row(LAST, "33800", "洗车", **other))

    predict(AS_OF)

    assert (oil_due_on(), oil_due_on("甘A54321")) == (OIL_DUE_ON, OIL_DUE_ON)
    found = db.session.scalars(select(OdometerSuspect).order_by(OdometerSuspect.km_read)).all()
    assert [(one.km_read, one.proposed_km, one.proposal) for one in found] == [
        (33_800, 93_800, "swapped"),
        (93_800, 33_800, "swapped"),
    ]


def test_a_car_keeps_its_history_when_its_plate_changes(files: Files) -> None:
    files.bring(*files.history())
    files.bring(files.row(LAST, "33800", "洗车", plate="甘AD12345"))

    predict(AS_OF)

    assert oil_due_on("甘AD12345") == OIL_DUE_ON
    outlook = db.session.scalars(select(VehicleNeeds)).one()
    assert (outlook.readings, outlook.last_km, outlook.suspects) == (6, 33_800, 0)
    [change] = plate_changes(25)
    assert (change.vin, change.before, change.after) == (VIN, "甘A12345", "甘AD12345")


def test_a_plate_that_changes_within_one_file_is_told_too(files: Files) -> None:
    files.bring(*files.history(), files.row(LAST, "33800", "洗车", plate="甘AD12345"))

    [change] = plate_changes(25)

    assert (change.vin, change.before, change.after) == (VIN, "甘A12345", "甘AD12345")
    assert db.session.scalars(select(Vehicle.plate)).all() == ["甘AD12345"]


def test_a_file_in_which_a_plate_changes_is_undone_like_any_other(files: Files) -> None:
    import_ = files.bring(*files.history(), files.row(LAST, "33800", "洗车", plate="甘AD12345"))

    verbs.undo(import_.id)

    assert (plate_changes(25), db.session.scalars(select(Vehicle.id)).all()) == ([], [])


def test_a_plate_that_moves_to_another_car_takes_no_reading_along(files: Files) -> None:
    files.bring(*files.history())
    files.bring(files.row(LAST, "900", "洗车", vin="LFMA1E2C5J0123457"))

    predict(AS_OF)

    outlook = db.session.scalars(select(VehicleNeeds)).one()
    assert (outlook.readings, outlook.last_km, outlook.suspects) == (1, 900, 0)
