"""A shop with one of everything that a path can name, so that every page can be asked for."""

import csv
import uuid
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from saas.accounts import invitations
from saas.accounts.invitations import Guest, Issuer
from saas.accounts.members import Actor
from saas.accounts.models import Shop, User
from tenants import clock, settings
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups import contacts, handing_over, plan, weather_warnings
from tenants.follow_ups.effects import Answer
from tenants.follow_ups.handing_over import Hand
from tenants.follow_ups.loss_counting import count_losses
from tenants.follow_ups.models import Contact, FollowUp
from tenants.imports import verbs
from tenants.messages import replies, writing
from tenants.messages.models import Message
from tenants.messages.states import Medium
from tenants.messages.writing import Draft
from tenants.needs.predict import predict
from tenants.scope import tenant_scope
from tenants.settings import changes
from tenants.staff import leave
from tenants.staff.models import HandOver, Leave
from tests import factories
from workers.models import Job

Key = tuple[str, str]  # the noun before a placeholder and the placeholder: ("customers", "id")

HEADERS = ("工单号", "结算日期", "车牌号", "客户名称", "手机", "实收金额", "维修类型", "状态")
FIRST_ROW = ("GD0001", "2026-06-02", "沪A8K3F6", "陈晓敏", "13900001111", "800.00", "保养", "已结算")
FLAWED_ROW = ("GD0002", "2026-02-30", "沪A8K3F6", "陈晓敏", "1.38E+10", "800.00", "保养", "已结算")


def furnish(shop: Shop, uploads: Path, mark: str = "") -> dict[Key, str]:
    """Fill the shop and return what stands for each placeholder. `mark` is written into every text of a customer."""
    today = clock.today(shop.timezone)
    user = factories.create_user(f"李婷{mark}")
    factories.create_membership(shop, user, "advisor")
    with tenant_scope(shop.id):
        for number, days in enumerate((4, 22, 4)):
            customer = factories.create_customer(f"王建国{mark}", f"1381234000{number}", remark=f"老客户{mark}")
            vehicle = factories.create_vehicle(
                customer,
                brand=f"大众{mark}",
                series="帕萨特",
                model_year=2019,
                compulsory_expires_on=today + timedelta(days=20 + number),
                commercial_expires_on=today - timedelta(days=10),
                inspection_expires_on=today + timedelta(days=40),
            )
            for ago in (days, days + 200, days + 400):
                settled_on = today - timedelta(days=ago)
                km = (1000 - ago) * (33 if ago != days + 200 else 330)  # the one between is mistyped
                order = factories.create_order(
                    customer, vehicle, settled_on, delivered_on=settled_on, advisor=user.name, odometer_km=km
                )
                factories.create_line(order, "更换机油机滤", 1)
                factories.create_line(order, f"精致服务{mark}", 2)
        _lose(factories.create_customer(f"无号{mark}"), mark)
        factories.create_scores(today - timedelta(days=1))
        count_losses(today, clock.now(), shop.timezone)
        predict(today - timedelta(days=1))
        plan.plan_queue(today)  # without advisors everything is in the pool, where all may see it
        db.session.commit()
        found = {
            ("customers", "id"): customer.id,
            ("staff", "id"): user.id,
            ("members", "id"): _member(shop, mark),
            ("invitations", "id"): _invitation(shop, user, mark),
            ("leave", "id"): _leave(user, today).id,
            ("hand-overs", "id"): _hand_over(user, today),
            ("appointments", "id"): factories.create_appointment(customer, today, note=f"小保养{mark}").id,
            ("duplicates", "id"): customer.id,
            ("odometers", "id"): vehicle.id,
            ("vehicles", "id"): vehicle.id,
            ("contacts", "id"): _contact(user, shop).id,
            ("queue", "id"): db.session.scalars(select(FollowUp.id).where(FollowUp.state == "open")).first(),
            ("imports", "id"): _import(uploads, mark),
            ("jobs", "id"): _job(),
            ("changes", "id"): _setting_change(user),
            ("warnings", "id"): _warning(user, today),
            ("messages", "id"): _message(customer, user).id,
            ("replies", "id"): _reply(mark),
            ("opportunities", "id"): factories.create_opportunity(customer, today, what=f"前刹车片{mark}").id,
            ("campaigns", "id"): factories.create_campaign(today, name=f"冬季检查{mark}").id,
        }
        db.session.commit()
    return {key: str(value) for key, value in found.items()}


def another_import(shop: Shop, uploads: Path) -> dict[Key, str]:
    with tenant_scope(shop.id):
        import_id = _import(uploads, "")
        db.session.commit()
    return {("imports", "id"): str(import_id)}


def another_warning(shop: Shop) -> dict[Key, str]:
    with tenant_scope(shop.id):
        warning_id = _warning(factories.create_user(), clock.today(shop.timezone))
        db.session.commit()
    return {("warnings", "id"): str(warning_id)}


def _member(shop: Shop, mark: str) -> uuid.UUID:
    viewer = factories.create_user(f"王会计{mark}")
    factories.create_membership(shop, viewer, "viewer")
    return viewer.id


def _invitation(shop: Shop, user: User, mark: str) -> uuid.UUID:
    guest = Guest(f"{uuid.uuid4().hex[:12]}@example.com", f"新来的{mark}", "viewer")
    issuer = Issuer(Actor(user.id, "owner"), "http://localhost", "a key of no installation")
    return invitations.invite(shop.id, guest, by=issuer, now=clock.now()).id


def another_leave(shop: Shop) -> dict[Key, str]:
    with tenant_scope(shop.id):
        leave_id = _leave(factories.create_user(), clock.today(shop.timezone)).id
        db.session.commit()
    return {("leave", "id"): str(leave_id)}


# Words of the product that a path may hold, the same in every shop.
WORDS: dict[Key, str] = {
    ("sms", "secret"): "not-the-secret",
    ("invitations", "token"): "not-a-token",
    ("segments", "rfm_class"): "VALUE",
    ("segments", "lifecycle"): "ACTIVE",
    ("segments", "f_stage"): "REGULAR",
    ("tiers", "tier"): "NORMAL",
    ("overlays", "overlay"): "SPECIAL_TYRES",
    ("movements", "month"): "2026-06",
    ("movements", "from_class"): "FIRST_SEEN",
    ("movements", "to_class"): "VALUE",
    ("samples", "kind"): "orders",
    ("settings", "section"): "cuts",
    ("items", "code"): "OIL_FULL",
    ("relations", "pair"): "TYRE-ALIGN",
    ("scripts", "rfm_class"): "VALUE",
    ("scripts", "occasion"): "DUE",
    ("triggers", "code"): "LAPSE",
}
ROWS: frozenset[Key] = frozenset(
    (noun, "id")
    for noun in (
        "appointments",
        "campaigns",
        "changes",
        "contacts",
        "customers",
        "duplicates",
        "hand-overs",
        "imports",
        "invitations",
        "jobs",
        "leave",
        "members",
        "messages",
        "odometers",
        "opportunities",
        "queue",
        "replies",
        "staff",
        "warnings",
        "vehicles",
    )
)


def _lose(customer: Customer, mark: str) -> None:
    told = {"reason": "price", "competitor": f"途虎养车{mark}"}
    lost = Contact(customer_id=customer.id, channel="call", outcome="done_elsewhere", answer=told, connected=True)
    lost.contacted_at, lost.words = clock.now(), f"途虎养车便宜{mark}"
    db.session.add(lost)
    db.session.flush()


def _contact(user: User, shop: Shop) -> Contact:
    follow_up_id = db.session.scalars(select(FollowUp.id).where(FollowUp.state == "open")).first()
    assert follow_up_id is not None, "the customers of this shop should be in today's queue"
    now = clock.now()
    return contacts.record(
        follow_up_id,
        Answer("satisfied", "call", note="满意"),
        user_id=user.id,
        now=now,
        moment=contacts.moment_of(now, shop.timezone),
        request_key=new_id(),
    )


def _import(uploads: Path, mark: str) -> uuid.UUID:
    file = uploads / f"{uuid.uuid4().hex}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(HEADERS)
        rows.writerows([*row[:3], row[3] + mark, *row[4:]] for row in (FIRST_ROW, FLAWED_ROW))
    found = verbs.upload(file, f"六月工单{mark}.csv", uploads=uploads, kind="orders")
    file.unlink()
    return verbs.check(found.id, uploads, today=clock.today("Asia/Shanghai")).id


def _leave(user: User, today: date) -> Leave:
    return leave.take(user.id, today, today, note="", by=user.id, today=today)


def _hand_over(user: User, today: date) -> uuid.UUID:
    follow_up_id = db.session.scalars(select(FollowUp.id).where(FollowUp.state == "open")).first()
    assert follow_up_id is not None, "the customers of this shop should be in today's queue"
    handing_over.reassign([follow_up_id], Hand(user.id, user.id, clock.now(), today))
    handing_over.reassign([follow_up_id], Hand(None, user.id, clock.now(), today))  # the pool, where all may see it
    return db.session.scalars(select(HandOver.id).limit(1)).one()


def _setting_change(user: User) -> uuid.UUID:
    settings.change(user_id=user.id, now=clock.now(), tier_key_least_fen=20_000_00)
    return changes.changes_page(1)[0][0].id


def _message(customer: Customer, user: User) -> Message:
    draft = Draft(customer.id, Medium.SMS, "APPT_CONFIRM", "明天见。", "安顺汽修")
    return writing.write(draft, request_key=new_id(), user_id=user.id, now=clock.now())


def _reply(mark: str) -> uuid.UUID:
    taken = replies.receive(
        "13812340002", f"明天下午可以{mark}", key=new_id(), now=clock.now(), today=clock.today("Asia/Shanghai")
    )
    assert taken is not None
    return taken.reply_id


def _warning(user: User, today: date) -> uuid.UUID:
    weather_warnings.warn_of("fog", today, today=today, user_id=user.id, now=clock.now())
    return weather_warnings.recent(today)[0].id


def _job() -> uuid.UUID:
    job = Job(actor="score_shop", queue="scoring", arguments={"as_of": "2026-06-30"}, state="failed", error=None)
    db.session.add(job)
    db.session.flush()
    return job.id
