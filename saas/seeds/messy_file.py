"""An export as counters really make them: title row, mixed dates, full-width digits, doubtful phones, a totals row."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from random import Random

from saas.seeds.cast import SHOPS, ShopCast
from saas.seeds.story import Customer, Story
from saas.seeds.work import BRANCHES, JOBS, lines

FILE_NAME = "城关店结算明细.csv"
ENCODING = "gb18030"  # what Excel on a Chinese Windows writes, with room for rare names
HEADER = (
    "结算单号", "业务类型", "状态", "进厂日期", "结算日期", "客户名称", "手机号码", "车牌号", "车架号", "厂牌", "车系",
    "进厂里程（公里）", "服务顾问", "应收金额", "优惠金额", "实收金额", "备注",
)  # fmt: skip
KNOWN_CUSTOMERS, NEW_CUSTOMERS = 74, 38
DAYS = 12  # the file covers as many, up to yesterday
TYPES = {"maintenance": "保养", "repair": "一般维修", "tyre": "轮胎"}
DATE_FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day} 17:35",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: str((day - date(1899, 12, 30)).days),  # the number Excel keeps
)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")

Row = dict[str, str]
# What went wrong where; a row that cannot be read is rare enough (5 of some 120) for the file to be loaded.
SLIPS: dict[int, Callable[[Row], Row]] = {
    4: lambda row: {
        "手机号码": row["手机号码"].translate(FULL_WIDTH),
        "实收金额": row["实收金额"].translate(FULL_WIDTH),
    },
    8: lambda row: {"手机号码": "1.38E+10"},
    12: lambda row: {"车牌号": f"{row['车牌号'][:2]}·{row['车牌号'][2:].lower()}"},
    15: lambda row: {"手机号码": "13800138000"},
    19: lambda row: {"车牌号": row["车牌号"].replace("0", "O")},
    23: lambda row: {"结算日期": f"{_year(row)}-02-30"},
    27: lambda row: {"手机号码": f"{row['手机号码'][:3]}****{row['手机号码'][-4:]}"},
    30: lambda row: {"实收金额": f"￥{float(row['实收金额']):,.2f}"},
    34: lambda row: {"车牌号": "无牌", "备注": "新车，还没上牌"},
    38: lambda row: {"实收金额": "待定", "应收金额": ""},
    42: lambda row: {"客户名称": "𠮷永强", "备注": "生僻字"},
    45: lambda row: {"手机号码": f"{row['手机号码']}/0931-8412345"},
    49: lambda row: {"进厂里程（公里）": "8.6万"},
    53: lambda row: {"状态": "作废", "备注": "开错单，已重开"},
    57: lambda row: {"车牌号": row["车牌号"][1:]},
    60: lambda row: {"备注": "客户说：\n空调还是不够凉，下次再看"},
    64: lambda row: {"车架号": f"{row['车架号'][:11]}I{row['车架号'][12:]}"},
    68: lambda row: {"客户名称": "散客", "手机号码": "", "车架号": ""},
    71: lambda row: {"客户名称": f"　{row['客户名称']} ", "手机号码": f"+86 {row['手机号码']}"},
    77: lambda row: {"结算日期": f"{_year(row) + 1}-12-15"},
    83: lambda row: {"实收金额": f"({row['实收金额']})", "应收金额": "", "备注": "退款，配件发错"},
    88: lambda row: {"状态": "在修", "结算日期": "", "实收金额": ""},
    92: lambda row: {"手机号码": "12345678901"},
    97: lambda row: {"车牌号": f"{row['车牌号'][:5]}"},
    101: lambda row: {"优惠金额": "-", "进厂里程（公里）": "--"},
}
REPEATED = (20, 66)  # rows that the export wrote twice


def messy_orders(today: date) -> bytes:
    """A GB18030 CSV of some 120 settlements of the first demo shop, up to yesterday; the same for the same day."""
    rows = list(_rows(today))
    rows += [rows[number] for number in REPEATED]
    total = f"{sum(float(row['实收金额']) for row in rows):.2f}"
    spoiled = [row | SLIPS[number](row) if number in SLIPS else row for number, row in enumerate(rows, start=1)]
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow([f"{SHOPS[0].name}  维修结算明细表", *[""] * (len(HEADER) - 1)])
    writer.writerow(HEADER)
    writer.writerows([row[column] for column in HEADER] for row in spoiled)
    writer.writerow(["合计", *[""] * (len(HEADER) - 3), total, ""])
    return sheet.getvalue().encode(ENCODING)


def _rows(today: date) -> Iterator[Row]:
    rng = Random("messy file")
    shop = SHOPS[0]
    strangers = replace(shop, slug="passers-by")
    known = _with_cars(Story(shop, today), KNOWN_CUSTOMERS)
    new = _with_cars(Story(strangers, today), NEW_CUSTOMERS)
    people = [*known, *new]
    rng.shuffle(people)
    for number, customer in enumerate(people):
        yield _row(customer, number, today, shop, rng)


def _with_cars(story: Story, count: int) -> list[Customer]:
    driving = (one for one in story.first(story.shop.customers) if one.cars and not one.kind.company)
    return list(islice(driving, count))


def _row(customer: Customer, number: int, today: date, shop: ShopCast, rng: Random) -> Row:
    car = customer.cars[0]
    settled_on = today - timedelta(days=1 + (number * DAYS) // (KNOWN_CUSTOMERS + NEW_CUSTOMERS))
    work = rng.choice(("service", "service", "repair", "tyres"))
    job = JOBS[rng.choice(BRANCHES.get(work, (work,)))]
    yuan = sum(line.net_fen for line in lines(job, car, rng)) // 100
    discount = rng.choice((0, 0, 0, 20, 30, 50))
    write = rng.choice(DATE_FORMS) if number % 3 else DATE_FORMS[0]
    return {
        "结算单号": f"JS{settled_on:%y%m%d}{number:03d}",
        "业务类型": TYPES[job.order_type],
        "状态": "已结算",
        "进厂日期": write(settled_on),
        "结算日期": write(settled_on),
        "客户名称": customer.person.name,
        "手机号码": customer.person.mobile,
        "车牌号": car.plate,
        "车架号": car.vin,
        "厂牌": car.make.brand,
        "车系": car.make.series,
        "进厂里程（公里）": str(car.odometer(settled_on, rng)),
        "服务顾问": rng.choice(list(shop.advisors)),
        "应收金额": f"{yuan:.2f}",
        "优惠金额": f"{discount:.2f}" if discount else "",
        "实收金额": f"{yuan - discount:.2f}",
        "备注": rng.choice(job.reasons),
    }


def _year(row: Row) -> int:
    return 2000 + int(row["结算单号"][2:4])
