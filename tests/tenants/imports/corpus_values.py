"""Values in cells (reliability.md 9, files 53 to 64)."""

from tests.tenants.imports.corpus import (
    COLUMNS,
    FIRST,
    HEADER,
    ROWS,
    Case,
    adding_to,
    csv,
    days,
    fen,
    mobiles,
    names,
    numbers,
    plates,
    refunds,
    values,
)
from tests.tenants.imports.workbook_bytes import sheet_rows, xlsx

VALUES: list[Case] = []
case = adding_to(VALUES)

case("53 phones that lost their digits", values("手机", "1.38E+10", "13800138000.0"), codes={"digits_lost": 2})
case(
    "54 phones in every dress",
    values("手机", "+86 139-1234-5678", "008613912345678", "１３９１２３４５６７８", "139 1234 5678", "0931-8888888"),
    records=5,
    says=mobiles,
    expected=[["13912345678"]] * 4 + [["0931-8888888"]],
)
case(
    "54 two phones, a masked, a made-up and a wrong one",
    values("手机", "13912345678/13812345679", "138****1234", "13800138000", "12345678901"),
    records=4,
    codes={"phone_masked": 1, "phone_dummy": 1, "phone_invalid": 1},
    says=mobiles,
    expected=[["13912345678", "13812345679"], [], [], []],
)

case("55 digits that are none", values("实收金额", "5²", "①"), codes={"amount_unreadable": 2})
case(
    "56 leading zeros and long numbers",
    values("工单号", "000123", "123456789012345678"),
    records=2,
    says=numbers,
    expected=["000123", "123456789012345678"],
)
case("56 long numbers through Excel", values("工单号", "1.23457E+17"), codes={"digits_lost": 1})
case(
    "56 a long number as a number",
    xlsx(sheet_rows(COLUMNS, ('<c r="@"><v>123456789012345678</v></c>', *FIRST.split(",")[1:]))),
    codes={"digits_lost": 1},
)
case(
    "57 amounts that can be read",
    values("实收金额", "¥1,234.50", "1 234", "１，２３４", "0.005", "1.2万", "12元"),
    records=6,
    says=fen,
    expected=[123450, 123400, 123400, 1, 1200000, 1200],
)
case(
    "57 amounts that cannot",
    values("实收金额", "1.234,50", "1e3", "NaN", "inf", "1" + "0" * 15, "-1.00", "(1.00)", ""),
    codes={
        "amount_unclear": 1,
        "amount_scientific": 1,
        "amount_unreadable": 2,
        "amount_too_large": 1,
        "amount_negative": 2,
        "amount_missing": 1,
    },
)
case("57 a large amount", values("实收金额", "200000.01"), records=1, codes={"amount_huge": 1})
case(
    "57 money returned",
    csv(FIRST.replace("1280.00", "-50") + ",客户退款", header=HEADER + ",备注"),
    records=1,
    says=lambda records: (fen(records), refunds(records)),
    expected=([0], [5000]),
)
case("57 fen", values("实收金额", "128000"), records=1, says=fen, expected=[128000], options={"money_unit": "fen"})
case(
    "58 dates that can be read",
    values("结算日期", "24/3/5", "20240305", "2026.6.2", "2026年6月2日", "26-6-2", "46175", "2026-06-02T23:30:00Z"),
    records=7,
    says=days,
    expected=["2024-03-05", "2024-03-05", "2026-06-02", "2026-06-02", "2026-06-02", "2026-06-02", "2026-06-03"],
)
case(
    "58 dates that cannot",
    values("结算日期", "2024-02-30", "03/04/05", "民国113", "令和6", "9999-12-31", "1989-12-31", "2026-07-02"),
    codes={"date_unreadable": 3, "date_order_unclear": 1, "date_in_future": 2, "date_too_early": 1},
)
case(
    "58 an empty date of Excel",
    values("结算日期", "1900-01-00", "0000-00-00"),
    records=2,
    codes={"settled_unknown": 2},
    says=lambda records: [order.status for order in records],
    expected=["open", "open"],
)
case(
    "58 month first, proved by the column",
    values("结算日期", "6/2/2026", "5/31/2026"),
    records=2,
    says=days,
    expected=["2026-06-02", "2026-05-31"],
)
case("58 month or day first", values("结算日期", "6/2/2026", "5/3/2026"), codes={"date_order_unclear": 2})
case(
    "58 settled before arrived",
    csv("A1,张三,13912345678,甘A12345,2026-06-02,5,2026-06-03", header=HEADER + ",进厂日期"),
    codes={"settled_before_arrived": 1},
)
case(
    "59 plates",
    values("车牌号", "京A·12345", "粤b d12345", "京A12345D", "沪AI2345", "ｊｉｎ", "甘A1234", "无牌"),
    records=5,
    codes={"plate_corrected": 1, "plate_invalid": 2},
    says=plates,
    expected=["京A12345", "粤BD12345", "京A12345D", "沪A12345", None],
)
case(
    "59 VINs",
    csv(
        *(
            f"A{n},张三,,{plate},2026-06-02,5,{vin}"
            for n, (plate, vin) in enumerate(
                (
                    ("甘A12345", "1M8GDM9AXKP042788"),
                    ("甘A12345", "LFMA1E2C4J0123456"),
                    ("甘A12345", "short"),
                    ("", "short"),
                )
            )
        ),
        header=HEADER + ",车架号",
    ),
    records=3,
    codes={"vin_check_digit": 1, "vin_invalid": 2},
)
case(
    "60 marks nobody sees",
    values("客户名称", "张\u202e三", "张\u200b三\ufeff", "\u00a0张三\u3000", "e\u0301", "\u00e9", "👨\u200d👩"),
    records=6,
    says=names,
    expected=["张三", "张三", "张三", "\u00e9", "\u00e9", "👨👩"],
)
HOSTILE = ["<script>alert(1)</script>", '" hx-get="/x', "{{7*7}}", "'; DROP TABLE customers;--", "a\r\nSet-Cookie: x"]
case(
    "61 markup, templates and quotes",
    values("客户名称", *HOSTILE),
    records=5,
    says=names,
    expected=[*HOSTILE[:3], "; DROP TABLE customers;--", "a Set-Cookie: x"],
)
case(
    "62 ids of another shop",
    csv(FIRST + ",7,019a-id", header=HEADER + ",shop_id,id"),
    records=1,
    says=lambda records: hasattr(records[0], "shop_id"),
    expected=False,
)
case("63 one order 500 times", csv(*[FIRST] * 500), records=1, codes={"order_repeated": 499})
case(
    "63 one customer in many spellings",
    csv(
        *(f"张三 ,{phone},甘A12345" for phone in ("13912345678", "+8613912345678", "139 1234 5678")),
        header="客户名称,手机,车牌号",
    ),
    kind="customers_vehicles",
    records=3,
    says=mobiles,
    expected=[["13912345678"]] * 3,
)
case(
    "64 one number, other contents",
    csv(*(FIRST.replace("1280.00", str(amount)) for amount in range(1, 11))),
    records=1,
    codes={"order_conflict": 9},
)
STATUS = HEADER + ",状态"
case(
    "64 voided, then settled again",
    csv(FIRST + ",作废", FIRST.replace("1280", "1000") + ",已结算", FIRST + ",作废", header=STATUS),
    records=2,
    codes={"order_voided_copy": 1},
    says=lambda records: [order.status for order in records],
    expected=["voided", "settled"],
)
case("a status nobody knows", csv(*(row + ",转单" for row in ROWS), header=STATUS), codes={"status_unknown": 3})
case(
    "a status somebody explained",
    csv(*(row + ",转单" for row in ROWS), header=STATUS),
    records=3,
    options={"words": {"order_status": {"转单": "voided"}}},
    says=lambda records: [order.status for order in records],
    expected=["voided"] * 3,
)
