"""Needs follow scores, a backtest follows the first of them, and an import is followed for whom it is about."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from saas.config import Config
from tenants import clock
from tenants.db import db
from tenants.imports import verbs
from tenants.needs import predict
from tenants.needs.models import Backtest, Need, NeedRun, VehicleNeeds
from tenants.scope import tenant_scope
from tenants.scoring import score
from tenants.scoring.models import ScoreRun
from workers import schedule
from workers.imports import load_import
from workers.models import Job
from workers.needs import predict_again, predict_needs, run_backtest
from workers.scoring import score_shop
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]
Import = Callable[[range, int], None]

HEADER = "工单号,结算日期,客户姓名,手机,车牌号,进厂里程,实收,项目名称"


@pytest.fixture
def bring(shop: Shop, config: Config, tmp_path: Path, ask: Ask, work_off: WorkOff) -> Import:
    """Import a visit of each of these cars, so many days ago, and do all that follows."""

    def run(cars: range, days: int) -> None:
        settled_on = clock.today(shop.timezone) - timedelta(days)
        rows = [
            f"W{n}-{days},{settled_on},客户{n},1380013{n:04},甘A{n:05},{90_000 - 30 * days},500.00,全合成机油机滤"
            for n in cars
        ]
        file = tmp_path / "orders.csv"
        file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        with transaction(shop.id):
            import_id = verbs.upload(file, file.name, uploads=config.uploads, kind="orders").id
        ask(shop, load_import, import_id=import_id)
        work_off(shop)

    return run


def count(shop: Shop, model: type[Backtest | Need | NeedRun | VehicleNeeds]) -> int:
    with tenant_scope(shop.id):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_import_is_scored_predicted_and_tested_against_the_past(
    shop: Shop, bring: Import, jobs: Jobs
) -> None:
    bring(range(4), 30)

    assert {job.state for job in jobs(shop)} == {"done"}
    done = [job.actor for job in jobs(shop)]
    assert done[:5] == ["load_import", "follow_import", "find_duplicates", "score_shop", "predict_needs"]
    assert sorted(done[5:]) == [
        *["attribute_visits"] * 2,
        "count_losses",
        *["plan_queue"] * 2,
        "predict_needs",
        "run_backtest",
    ]
    assert (count(shop, VehicleNeeds), count(shop, Need), count(shop, Backtest)) == (4, 4, 4)


def test_an_import_about_a_few_scores_and_predicts_only_them(
    shop: Shop, bring: Import, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(range(12), 30)
    before = len(jobs(shop))
    asked: list[tuple[str, int]] = []
    really_predict, really_score = predict.predict, score.score

    def note_needs(as_of: date, vehicles: list[uuid.UUID]) -> predict.Counts:
        asked.append(("predict", len(vehicles)))
        return really_predict(as_of, vehicles)

    def note_scores(as_of: date, customers: list[uuid.UUID], timezone: str) -> ScoreRun:
        asked.append(("score", len(customers)))
        return really_score(as_of, customers, timezone)

    monkeypatch.setattr(predict, "predict", note_needs)
    monkeypatch.setattr(score, "score", note_scores)

    bring(range(2), 3)

    assert asked == [("score", 2), ("predict", 2)]
    followed = [job.actor for job in jobs(shop)][before:]
    assert followed == [
        "load_import",
        "follow_import",
        "find_duplicates",
        "count_losses",
        "plan_queue",
        "attribute_visits",
    ]
    with tenant_scope(shop.id):
        days = set(db.session.scalars(select(Need.last_done_on)))
    today = clock.today(shop.timezone)
    assert days == {today - timedelta(30), today - timedelta(3)}


def test_an_import_about_many_is_followed_for_the_whole_shop(shop: Shop, bring: Import, jobs: Jobs) -> None:
    bring(range(4), 30)
    before = len(jobs(shop))

    bring(range(4), 3)

    followed = [job.actor for job in jobs(shop)][before:]
    assert followed[:3] == ["load_import", "follow_import", "find_duplicates"]
    assert followed[3:] == ["score_shop", "predict_needs", "count_losses", "plan_queue", "attribute_visits"]


def test_needs_predicted_twice_are_there_once(shop: Shop, bring: Import, ask: Ask, work_off: WorkOff) -> None:
    bring(range(3), 30)
    yesterday = clock.today(shop.timezone) - timedelta(1)

    for _ in range(2):
        ask(shop, predict_needs, as_of=yesterday)
        work_off(shop)

    assert (count(shop, VehicleNeeds), count(shop, NeedRun)) == (3, 1)


def test_a_backtest_run_twice_is_there_once(shop: Shop, ask: Ask, work_off: WorkOff) -> None:
    for _ in range(2):
        ask(shop, run_backtest, as_of="2026-06-30")
        work_off(shop)

    assert count(shop, Backtest) == 4


def test_needs_of_a_day_gone_by_plan_no_queue(shop: Shop, ask: Ask, jobs: Jobs, work_off: WorkOff) -> None:
    ask(shop, score_shop, as_of="2026-01-31")

    work_off(shop)

    asked = sorted(job.actor for job in jobs(shop))
    assert asked == ["count_losses", "predict_needs", "predict_needs", "run_backtest", "score_shop"]


def test_predicting_again_is_asked_for_once_while_it_waits(shop: Shop, jobs: Jobs) -> None:
    for _ in range(2):
        with transaction(shop.id):
            predict_again()

    assert [job.actor for job in jobs(shop)] == ["predict_needs"]


def test_the_past_is_replayed_monthly_before_the_scores_of_that_night() -> None:
    jobs = {each.job: each for each in schedule.SCHEDULE}
    shanghai = schedule.ZoneInfo("Asia/Shanghai")
    noon = schedule.datetime.fromisoformat("2026-06-09T12:00+08:00")
    first = schedule.datetime.fromisoformat("2026-06-01T12:00+08:00")

    tested = jobs["run_backtest"].rhythm(noon, shanghai)

    assert tested.isoformat() == "2026-05-31T17:00:00+00:00"
    assert tested < jobs["score_shop"].rhythm(first, shanghai)
    assert jobs["run_backtest"].arguments(date(2026, 6, 1)) == {"as_of": date(2026, 5, 31)}
