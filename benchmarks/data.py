"""The files and tables that are measured: large, plausible, and the same on every machine."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from tenants.imports.identity import check_digit

LAST_DAY = date(2026, 6, 30)
SEED = 20260630
ORDERS_PER_CUSTOMER = 8
MONTHS = 30  # a little more than the window of the scores
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗", "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MAKES = (("大众", "帕萨特"), ("丰田", "卡罗拉"), ("本田", "雅阁"), ("比亚迪", "秦"), ("别克", "英朗"), ("日产", "轩逸"))
KINDS = ("保养", "保养", "保养", "一般维修", "一般维修", "钣喷", "轮胎", "检测")
ADVISORS, TECHNICIANS = ("李婷", "赵强", "刘洋"), ("老韩", "小马", "魏师傅", "石磊")
REASONS = ("常规保养", "异响", "更换刹车片", "空调不凉", "")
HEADER = (
    *("工单号", "客户名称", "手机", "车牌号", "VIN码", "品牌", "车系", "进厂日期", "结算日期", "进厂里程"),
    *("维修类型", "实收金额", "优惠金额", "服务顾问", "技师", "进厂原因"),
)


class Car(NamedTuple):
    """A car and whose it is, as every row of an export repeats them."""

    owner: str
    mobile: str
    plate: str
    vin: str
    brand: str
    series: str


def write_orders(path: Path, orders: int, *, last_day: date = LAST_DAY) -> Path:
    """An export of work orders by day, one row each."""
    rng = random.Random(SEED)
    cars = [_car(rng, number) for number in range(max(orders // ORDERS_PER_CUSTOMER, 1))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, ago in enumerate(_days_ago(rng, orders)):
            writer.writerow(_order(rng, number, rng.choice(cars), last_day - timedelta(ago)))
    return path


def _days_ago(rng: random.Random, orders: int) -> list[int]:
    return sorted((rng.randrange(MONTHS * 30) for _ in range(orders)), reverse=True)


def _car(rng: random.Random, number: int) -> Car:
    name = rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(("", *GIVEN))
    # numbers are counted, not drawn, so that no two cars meet by chance
    mobile = f"13{rng.randrange(10)}{10_000_000 + number * 37:08d}"
    plate = f"甘{LETTERS[number // 100_000]}{number % 100_000:05d}"
    frame = f"LSVA{rng.choice(LETTERS.replace('Q', ''))}4180{LETTERS[number % 8]}2{number % 1_000_000:06d}"
    vin = frame[:8] + check_digit(frame) + frame[9:]
    return Car(name, mobile, plate, vin, *rng.choice(MAKES))


def _order(rng: random.Random, number: int, car: Car, settled_on: date) -> tuple[object, ...]:
    arrived_on = settled_on - timedelta(rng.choice((0, 0, 0, 1, 2)))
    paid = rng.choice((280, 380, 560, 680, 1280, 2400)) + rng.randrange(100)
    return (
        *(f"GD{number:08d}", *car, arrived_on, settled_on, rng.randrange(5_000, 150_000), rng.choice(KINDS)),
        *(f"{paid}.00", rng.choice((0, 0, 0, 20, 50)), rng.choice(ADVISORS), rng.choice(TECHNICIANS)),
        rng.choice(REASONS),
    )


class PaidVisit(NamedTuple):
    """A visit as scoring sees it; the customer is a number from 0."""

    customer: int
    on: date
    m_fen: int


def visits(customers: int, count: int, *, last_day: date = LAST_DAY) -> Iterator[PaidVisit]:
    """So many visits of so many customers, no two of one customer on one day. Some come often, some stay away."""
    rng = random.Random(SEED)
    left = count
    for customer in range(customers):
        share = left / (customers - customer)
        mine = (
            min(left, round(share * rng.choice((0.2, 0.4, 0.8, 1.0, 1.2, 2.4)))) if customer < customers - 1 else left
        )
        left -= mine
        away = rng.choice((0, 0, 0, 0, 120, 400))
        for ago in rng.sample(range(away, MONTHS * 30 + mine), mine):
            yield PaidVisit(customer, last_day - timedelta(ago), rng.randrange(80_00, 3_000_00))
