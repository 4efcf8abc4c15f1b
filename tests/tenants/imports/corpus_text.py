"""Encodings and text structure (reliability.md 9, files 01 to 33)."""

from tests.tenants.imports.corpus import FIRST, HEADER, ROWS, Case, adding_to, csv, days, fen, mobiles, names

TEXTS: list[Case] = []
case = adding_to(TEXTS)

PLAIN = csv(*ROWS)
ENGLISH = "order no,customer,phone,plate,settle date,received"

case("01 UTF-8 with BOM", b"\xef\xbb\xbf" + PLAIN.encode(), records=3, says=names, expected=["张三", "李四", "王五"])
case(
    "02 UTF-16LE with BOM",
    b"\xff\xfe" + PLAIN.encode("utf-16-le"),
    records=3,
    says=names,
    expected=["张三", "李四", "王五"],
)
case("03 UTF-16BE without BOM", PLAIN.encode("utf-16-be"), refused="looks like UTF-16")
case("03 the same, encoding chosen", PLAIN.encode("utf-16-be"), records=3, reading={"encoding": "utf-16-be"})
case(
    "04 GBK of 27 bytes",
    "手机,姓名\n13912345678,张三\n".encode("gbk"),
    kind="customers_vehicles",
    records=1,
    says=names,
    expected=["张三"],
)
case("04 GBK", PLAIN.encode("gbk"), records=3, says=names, expected=["张三", "李四", "王五"])
case(
    "05 GB18030 with four-byte names",
    csv(FIRST.replace("张三", "𠮷㐂"), ROWS[1]).encode("gb18030"),
    records=2,
    says=names,
    expected=["𠮷㐂", "李四"],
)

BIG5 = csv(*ROWS, header="單號,客戶,電話,車牌,日期,實收").encode("big5", "ignore")
case("06 Big5", BIG5, refused="No row with column names")
case(
    "06 Big5, encoding and columns chosen",
    csv("A1,張三,13912345678,A12345,2026-06-02,1280", header="單號,客戶,電話,車牌,日期,實收").encode("big5"),
    reading={"encoding": "big5"},
    chosen={"order_no": "單號", "customer_name": "客戶", "mobile": "電話", "settled_at": "日期", "received": "實收"},
    records=1,
    says=names,
    expected=["張三"],
)
case(
    "07 Shift-JIS", "番号,氏名,電話番号,金額\n1,山田,090,100\n".encode("shift_jis"), refused="No row with column names"
)
case(
    "08 GBK rows inside a UTF-8 file",
    PLAIN.encode() + "A4,赵六,13612345678,甘A44444,2026-06-05,50\n".encode("gbk"),
    records=3,
    codes={"row_undecodable": 1},
)
case(
    "09 cut off inside a character",
    csv(*ROWS, "A4,赵六,13612345678,甘A44444,2026-06-05,50元").encode()[:-3],
    records=3,
    codes={"row_undecodable": 1},
)
case(
    "10 Latin-1 umlauts, encoding chosen",
    csv("A1,Müller,13912345678,,2026-06-02,10", header=ENGLISH).encode("latin-1"),
    reading={"encoding": "cp1252"},
    records=1,
    says=names,
    expected=["Müller"],
)
case("11 UTF-7", PLAIN.encode("utf-7"), refused="No row with column names")
case(
    "12 lone surrogate and overlong UTF-8",
    csv(*ROWS).encode() + b"A4,\xed\xa0\x80,13612345678,,2026-06-05,5\nA5,\xc0\xaf,13512345678,,2026-06-05,5\n",
    records=3,
    codes={"row_undecodable": 2},
)
case("13 empty file", b"", refused="is empty")
case("13 nothing but blanks", b"\xef\xbb\xbf \r\n\r\n", refused="is empty")
case("14 header only", csv(), refused="no rows under them")
case("15 no header", "\n".join(ROWS), refused="No row with column names")
case(
    "16 two columns of one name",
    csv(
        "A1,张三,13912345678,13812345678,甘A12345,2026-06-02,5", header="工单号,客户名称,电话,电话,车牌号,结算日期,实收"
    ),
    records=1,
    codes={"header_repeated": 1},
    says=mobiles,
    expected=[["13912345678"]],
)
case(
    "17 headers with blanks, line breaks and full-width signs",
    csv(*ROWS, header='" 工 单 号 ",客户名称＊,"手机\n号码",车牌号：,结算日期（必填）,"实收金额(元)"'),
    records=3,
    says=fen,
    expected=[128000, 30000, 9950],
)
case("18 unknown columns, no settle date", csv("A1,张三,x,y", header="工单号,客户名称,手机,神秘列"), refused="结算日期")
case(
    "19 ragged rows",
    csv(ROWS[0], ROWS[1] + ",too,many", "A3,王五,13712345678,甘A33333,2026-06-04", ROWS[2].replace("A3", "A4") + ",,"),
    records=2,
    codes={"row_too_wide": 1, "amount_missing": 1},
)
for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "pipes")):
    case(f"20 {name}", PLAIN.replace(",", mark), records=3, says=names, expected=["张三", "李四", "王五"])
case("21 CR line ends", csv(*ROWS, end="\r"), records=3)
case("22 CRLF and LF mixed", csv(*ROWS, end="\r\n").replace("\r\n", "\n", 2), records=3)
case(
    "23 line break inside quotes",
    csv(FIRST + ',"第一行\n第二行"', ROWS[1] + ",", header=HEADER + ",备注"),
    records=2,
    says=lambda records: [order.remark for order in records],
    expected=["第一行 第二行", None],
)
MANY = [f"C{number},客户,13912345678,甘A12345,2026-06-{number % 28 + 1:02},{number}" for number in range(20_000)]
case(
    "24 unclosed quote before many lines",
    lambda: csv('A1,"张三,13912345678,甘A12345,2026-06-02,1', *MANY).encode(),
    records=20_000,
    codes={"quote_unclosed": 1},
)
case("24 unclosed quote in the last line", csv(*ROWS, 'A9,"张三,139'), records=3, codes={"quote_unclosed": 1})
case("25 sep= line", "sep=;\n" + PLAIN.replace(",", ";"), records=3)
case(
    "26 title rows and a merged header",
    "兰州某某汽修厂,,,,,\n,,,,,\n"
    + "工单号,客户信息,,,费用,\n,客户名称,手机,车牌号,结算日期,实收金额\n"
    + "\n".join(ROWS)
    + "\n",
    records=3,
    says=fen,
    expected=[128000, 30000, 9950],
)
case("27 totals row at the end", csv(*ROWS, "合 计,,,,,1679.50", "制表人:张三,,,,,"), records=3)
case("27 rows after a totals row", csv(ROWS[0], "小计,,,,,1280", ROWS[1]), records=1, codes={"rows_after_end": 1})
case("27 five empty rows", csv(ROWS[0], ",,,,,", "", "", "", "", ROWS[1]), records=1, codes={"rows_after_end": 1})
case("27 four empty rows", csv(ROWS[0], "", "", "", "", ROWS[1]), records=2)
case(
    "28 too many rows",
    lambda: ("order no,plate,settle date,received\n" + "1,甘A12345,2026-06-02,5\n" * 200_001).encode(),
    refused="more than 200000 rows",
)
case(
    "29 16,384 columns",
    HEADER + "," + ",".join(f"x{n}" for n in range(16_378)) + "\n" + FIRST + "\n",
    refused="16384 columns",
)
case(
    "30 cell of 200 kB",
    csv(ROWS[0], FIRST.replace("A1,张三", "A9," + "长" * 200_000), ROWS[1]),
    records=2,
    codes={"cell_too_long": 1},
)
case("31 NUL bytes", csv(FIRST.replace("张三", "张\0三"), ROWS[1]), records=2, says=names, expected=["张三", "李四"])
case("32 one endless line", lambda: (HEADER + "," + "x" * 3_000_000).encode(), refused="A line of the file is longer")
case("33 100 MB", b"", truncated_to=100 * 1024 * 1024, refused="larger than 50 MB")
case(
    "TV-I GBK row of domain.md 6.4",
    csv('张三,13912345678,甘A12345,2026/6/2,"1,280.00"', header="客户名称,手机,车牌号,结算日期,实收金额").encode("gbk"),
    records=1,
    codes={"order_no_absent": 1},
    says=lambda records: (names(records), mobiles(records), fen(records), days(records)),
    expected=(["张三"], [["13912345678"]], [128000], ["2026-06-02"]),
)
