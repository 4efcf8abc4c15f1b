"""What an import sets going, and what is left of one that failed."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from saas.config import Config
from tenants import clock
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups.models import FollowUp, Reason
from tenants.imports import verbs
from tenants.imports.models import Import
from tenants.scope import tenant_scope
from tenants.scoring.models import ScoreRun
from tenants.visits.models import WorkOrder
from tests import factories
from workers import merges
from workers.imports import check_import, load_import, undo_import
from workers.models import Job
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]
Upload = Callable[[str], uuid.UUID]

HEADER = "工单号,结算日期,客户姓名,手机,车牌号,实收"


@pytest.fixture
def upload(shop: Shop, config: Config, tmp_path: Path) -> Upload:
    def keep(text: str) -> uuid.UUID:
        file = tmp_path / "orders.csv"
        file.write_text(text, encoding="utf-8")
        with transaction(shop.id):
            return verbs.upload(file, file.name, uploads=config.uploads, kind="orders").id

    return keep


SCORED_AGAIN = ["score_shop", "predict_needs", "count_losses", "plan_queue", "attribute_visits"]


def orders(shop: Shop, count: int) -> str:
    settled = clock.today(shop.timezone) - timedelta(days=3)
    rows = [f"WO{n:03},{settled},客户{n},1380013{n:04},甘A{n:05},{500 + n}.00" for n in range(count)]
    return "\n".join([HEADER, *rows])


def count(shop: Shop, model: type[Import | WorkOrder | FollowUp | ScoreRun]) -> int:
    with tenant_scope(shop.id):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def status(shop: Shop) -> tuple[str, object]:
    with tenant_scope(shop.id):
        found = db.session.scalars(select(Import)).one()
        return found.status, found.failure


def test_a_checked_file_has_changed_nothing(
    shop: Shop, upload: Upload, ask: Ask, jobs: Jobs, work_off: WorkOff
) -> None:
    ask(shop, check_import, import_id=upload(orders(shop, 30)))

    work_off(shop)

    assert status(shop) == ("checked", None)
    assert [(job.actor, job.state) for job in jobs(shop)] == [("check_import", "done")]
    assert count(shop, WorkOrder) == 0


def test_a_loaded_file_is_scored_as_of_yesterday_and_planned_for_today(
    shop: Shop, upload: Upload, ask: Ask, jobs: Jobs, work_off: WorkOff
) -> None:
    today = clock.today(shop.timezone)
    ask(shop, load_import, import_id=upload(orders(shop, 30)))

    work_off(shop)

    found = [(job.actor, job.state, job.arguments) for job in jobs(shop)]
    assert {each[1] for each in found} == {"done"}
    followed = {(actor, *arguments.items()) for actor, _, arguments in found if "import_id" not in arguments}
    as_of = ("as_of", str(today - timedelta(days=1)))
    assert followed == {
        ("find_duplicates",),
        ("count_losses",),
        ("score_shop", as_of),
        ("predict_needs", as_of),
        ("run_backtest", as_of),
        ("plan_queue", ("queue_on", str(today))),
        ("attribute_visits", as_of),
    }
    assert count(shop, WorkOrder) == 30
    assert count(shop, ScoreRun) == 1
    assert count(shop, FollowUp) > 0


def test_a_file_is_loaded_once_however_often_it_is_asked_for(
    shop: Shop, upload: Upload, ask: Ask, jobs: Jobs, work_off: WorkOff
) -> None:
    import_id = upload(orders(shop, 5))
    for _ in range(2):
        ask(shop, load_import, import_id=import_id)

    work_off(shop)

    assert count(shop, WorkOrder) == 5
    assert status(shop) == ("loaded", None)


def test_a_load_that_is_refused_leaves_nothing_but_its_reason(
    shop: Shop, upload: Upload, ask: Ask, jobs: Jobs, work_off: WorkOff
) -> None:
    ask(shop, load_import, import_id=upload(HEADER + "\nWO1,no day,李四,13800138000,甘A12345,100"))

    work_off(shop)

    (job,) = jobs(shop)
    assert (job.state, job.attempts) == ("failed", 1)
    assert status(shop) == ("failed", job.error)
    assert count(shop, WorkOrder) == 0


def test_an_undone_import_is_scored_again(shop: Shop, upload: Upload, ask: Ask, jobs: Jobs, work_off: WorkOff) -> None:
    import_id = upload(orders(shop, 5))
    ask(shop, load_import, import_id=import_id)
    work_off(shop)
    before = len(jobs(shop))

    ask(shop, undo_import, import_id=import_id)
    work_off(shop)

    assert status(shop) == ("undone", None)
    assert count(shop, WorkOrder) == 0
    undone = [job.actor for job in jobs(shop)][before:]
    assert undone == ["undo_import", "find_duplicates", *SCORED_AGAIN]


def test_an_undo_that_is_refused_leaves_the_import_loaded(
    shop: Shop, upload: Upload, ask: Ask, jobs: Jobs, work_off: WorkOff
) -> None:
    first, second = upload(orders(shop, 5)), upload(orders(shop, 6))
    for import_id in (first, second):
        ask(shop, load_import, import_id=import_id)
        work_off(shop)

    ask(shop, undo_import, import_id=first)
    work_off(shop)

    with tenant_scope(shop.id):
        assert set(db.session.scalars(select(Import.status))) == {"loaded"}
    assert "failed" in {job.state for job in jobs(shop)}


def test_an_undo_that_parts_records_opens_again_what_their_merge_had_closed(
    shop: Shop, upload: Upload, ask: Ask, work_off: WorkOff
) -> None:
    import_id = upload(orders(shop, 1))
    ask(shop, load_import, import_id=import_id)
    work_off(shop)
    today = clock.today(shop.timezone)
    with transaction(shop.id):
        survivor = db.session.scalars(select(Customer)).one()
        older = factories.create_customer("张三", "13912345678")
        for each in (survivor, older):
            factories.create_appointment(each, today + timedelta(9), created_at=clock.now())
        merges.merge(older, survivor.id, by=new_id())
        days = dict.fromkeys(("anchor_on", "open_on", "deadline_on", "closed_on"), today)
        promised = Reason(customer_id=older.id, trigger="CALLBACK", grace_days=2, closed_by="superseded", **days)
        db.session.add(promised)
        db.session.flush()
        older_id = older.id

    ask(shop, undo_import, import_id=import_id)
    work_off(shop)

    with tenant_scope(shop.id):
        left = select(Customer.merged_into_id).where(Customer.id == older_id)
        assert db.session.scalars(left).one() is None
        assert set(db.session.scalars(select(Appointment.status))) == {"booked"}
        assert db.session.scalars(select(Reason.closed_on).where(Reason.trigger == "CALLBACK")).one() is None


def test_what_came_up_at_a_survivor_outlives_the_import_that_brought_him(
    shop: Shop, upload: Upload, ask: Ask, work_off: WorkOff
) -> None:
    import_id = upload(orders(shop, 1))
    ask(shop, load_import, import_id=import_id)
    work_off(shop)
    today = clock.today(shop.timezone)
    with transaction(shop.id):
        survivor = db.session.scalars(select(Customer)).one()
        older = factories.create_customer("张三", "13912345678")
        car = factories.create_vehicle(older)
        merges.merge(older, survivor.id, by=new_id())
        days = dict.fromkeys(("anchor_on", "open_on", "deadline_on"), today)
        told = {"trigger": "CALLBACK", "grace_days": 2, "vehicle_id": car.id}
        db.session.add(Reason(customer_id=survivor.id, **told, **days))
        db.session.flush()
        older_id = older.id

    ask(shop, undo_import, import_id=import_id)
    work_off(shop)

    with tenant_scope(shop.id):
        assert db.session.scalars(select(Customer.id)).all() == [older_id]
        assert db.session.scalars(select(Reason.customer_id).where(Reason.trigger == "CALLBACK")).one() == older_id
