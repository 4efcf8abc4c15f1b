"""The sentence of every problem code, in Chinese and English; `{slots}` are filled from the problem's params."""

from typing import NamedTuple

ERROR, WARNING = "error", "warning"


class Wording(NamedTuple):
    """An error keeps the row out. The sentences follow "Row 17, column: value"."""

    severity: str
    zh: str
    en: str


WORDINGS: dict[str, Wording] = {
    "sheets_unread": Wording(
        WARNING,
        "只读取了工作表「{sheet}」，未读取：{others}。需要时请在下方改选工作表。",
        "only sheet {sheet} was read, not {others}. Choose another sheet below if you need it.",
    ),
    "header_repeated": Wording(
        WARNING,
        "这个列名出现了多次，只认第一列，其余显示为「{renamed}」。需要时请在下方改选。",
        "is the name of several columns; the first is used, the others are shown as {renamed}. Choose "
        "another below if you need it.",
    ),
    "rows_after_end": Wording(
        WARNING,
        "读到这里为止（合计行或连续空行），后面还有 {count} 行没有读取。如果其中有数据，请删掉这些行后重新导入。",
        "is where reading stopped (a totals row or empty rows); {count} rows after it were not read. Remove "
        "it and import again if they hold data.",
    ),
    "order_no_absent": Wording(
        WARNING,
        "没有工单号列，系统用车辆、日期和金额识别同一张工单。导出时带上工单号更可靠。",
        "there is no order number column, so orders are recognised by vehicle, day and amount. Export it if you can.",
    ),
    "busy_day": Wording(
        WARNING,
        "这一天有 {count} 张工单，是平时（{usual} 张）的 5 倍以上，请确认结算日期是不是补录或导出日期。",
        "has {count} orders, more than five times the usual {usual}. Check that this is the settle date and "
        "not the day of the export.",
    ),
    "row_undecodable": Wording(
        ERROR,
        "有无法识别的字符（编码混乱或文件被截断），请把文件另存为 UTF-8 编码后重新导入。",
        "holds characters that cannot be read (mixed encodings, or a file cut off). Save the file as UTF-8 "
        "and import again.",
    ),
    "quote_unclosed": Wording(
        ERROR,
        "引号没有成对，整行无法读取，请补上引号或删掉它后重新导入。",
        "has an opening quote that is never closed. Add the missing quote or remove it, then import again.",
    ),
    "cell_too_long": Wording(
        ERROR,
        "内容超过 {limit} 个字符，请缩短后重新导入。",
        "is longer than {limit} characters. Shorten it and import again.",
    ),
    "row_too_wide": Wording(
        ERROR,
        "这一行有 {cells} 列，表头只有 {columns} 列，请检查内容里是否有没加引号的分隔符。",
        "the row has {cells} cells but the header has {columns}. Put quotes around the text that contains a separator.",
    ),
    "party_missing": Wording(
        ERROR,
        "没有车牌、车架号，也没有客户，无法知道是谁的工单。请补上其中一项，散客请写“散客”。",
        "names neither a plate, a VIN nor a customer. Fill in one of them, or write 散客 for a walk-in.",
    ),
    "order_repeated": Wording(
        WARNING,
        "与第 {first} 行完全相同，只导入一次。",
        "is the same as row {first} and is imported once.",
    ),
    "order_conflict": Wording(
        ERROR,
        "这个工单号在第 {first} 行已出现，内容不同。请只保留一行，或导出带项目名称的明细。",
        "has the number of row {first} with other values. Keep one of them, or export the lines with their item names.",
    ),
    "order_voided_copy": Wording(
        WARNING,
        "同号工单第 {first} 行已结算，这一行（作废或未结）不导入。",
        "repeats the settled order of row {first} as voided or open, so it is left out.",
    ),
    "order_incomplete": Wording(
        ERROR,
        "这张工单的第 {bad} 行有问题，整张工单暂不导入。改好那一行后重新导入即可。",
        "the order is kept out because its row {bad} has a problem. Correct that row and import again.",
    ),
    "error_cell": Wording(
        ERROR,
        "是公式错误或没有结果的公式，请在 Excel 里改正并保存后重新导入。",
        "is a formula error or a formula without a result. Correct it in Excel, save and import again.",
    ),
    "digits_lost": Wording(
        ERROR,
        "丢了数字，请把该列设为文本后重新导出。",
        "lost its digits. Format the column as text and export again.",
    ),
    "text_shortened": Wording(
        WARNING,
        "太长，只保留前 {limit} 个字符。需要全文请分到别的列。",
        "is too long, only {limit} characters are kept. Move the rest to another column if you need it.",
    ),
    "text_too_long": Wording(
        ERROR,
        "超过 {limit} 个字符，请改短后重新导入。",
        "is longer than {limit} characters. Shorten it and import again.",
    ),
    "amount_missing": Wording(
        ERROR,
        "已结算的工单没有金额，请填写金额；免费的请写 0。",
        "the order is settled but has no amount. Fill it in, or write 0 if it was free.",
    ),
    "amount_unreadable": Wording(
        ERROR,
        "不是金额，请改成像 1280.00 这样的数字。",
        "is not an amount. Write a number like 1280.00.",
    ),
    "amount_unclear": Wording(
        ERROR,
        "逗号和小数点的用法不明确，请改成像 1234.50 这样的数字。",
        "may be read in two ways. Write it like 1234.50.",
    ),
    "amount_scientific": Wording(
        ERROR,
        "是科学计数法，可能丢了数字，请把该列设为数值格式后重新导出。",
        "is in scientific notation and may have lost digits. Format the column as a number and export again.",
    ),
    "amount_too_large": Wording(
        ERROR,
        "超出可能的范围，请核对金额和单位（元或分）。",
        "is larger than any real amount. Check it and the unit (yuan or fen).",
    ),
    "amount_negative": Wording(
        ERROR,
        "是负数但没有注明退款，请填到退款列，或在类型、备注里写“退款”。",
        "is negative without being marked as a refund. Put it in a refund column or write 退款 in the type or remark.",
    ),
    "amount_huge": Wording(
        WARNING,
        "超过 20 万元，请核对是否多了位数或单位是分。",
        "is more than ¥200,000. Check for extra digits, or whether the unit is fen.",
    ),
    "number_unreadable": Wording(
        WARNING,
        "不是数字，已按空白处理，请改正。",
        "is not a number and is read as blank. Please correct it.",
    ),
    "odometer_unlikely": Wording(
        WARNING,
        "不像里程数，已按空白处理，请核对（单位：公里）。",
        "is not a likely odometer reading and is read as blank. Check it (unit: km).",
    ),
    "date_missing": Wording(
        ERROR,
        "已结算的工单没有结算日期，请补上日期，未结算的请改状态。",
        "the order is settled but has no settle date. Fill it in, or correct the status.",
    ),
    "date_unreadable": Wording(
        ERROR,
        "不是日期，请改成像 2026-06-02 这样的写法。",
        "is not a date. Write it like 2026-06-02.",
    ),
    "date_order_unclear": Wording(
        ERROR,
        "分不清月和日，请在下方选择日期顺序，或改成像 2026-06-02 这样的写法。",
        "may be month/day or day/month. Choose the date order below, or write it like 2026-06-02.",
    ),
    "date_order_contradicted": Wording(
        ERROR,
        "与本列其他日期的月/日顺序矛盾，请改成像 2026-06-02 这样的写法。",
        "contradicts the month/day order of this column. Write it like 2026-06-02.",
    ),
    "date_too_early": Wording(
        ERROR,
        "早于 1990 年，请改正日期。",
        "is before 1990. Correct the date.",
    ),
    "date_in_future": Wording(
        ERROR,
        "晚于今天（{today}），请改正日期。",
        "is after today ({today}). Correct the date.",
    ),
    "date_too_late": Wording(
        ERROR,
        "太远，请核对年份。",
        "is too far ahead. Check the year.",
    ),
    "settled_before_arrived": Wording(
        ERROR,
        "早于进厂日期 {arrived}，请改正其中一个日期。",
        "is before the arrival on {arrived}. Correct one of the two dates.",
    ),
    "settled_unknown": Wording(
        WARNING,
        "没有结算日期，按未结算处理。已结算的请补上日期。",
        "has no settle date and is kept as open. Fill the date in if it was settled.",
    ),
    "phone_masked": Wording(
        WARNING,
        "是打码的号码，不能拨打也不能识别客户，只按姓名识别。请导出完整号码。",
        "is masked: it cannot be dialled or matched, so the name is used. Export the full number.",
    ),
    "phone_dummy": Wording(
        WARNING,
        "是占位号码，已去掉。有真实号码请补上。",
        "is a placeholder and was dropped. Fill in the real number if you have it.",
    ),
    "phone_invalid": Wording(
        WARNING,
        "不是有效的电话号码，已去掉，请改正。",
        "is not a valid phone number and was dropped. Please correct it.",
    ),
    "plate_invalid": Wording(
        ERROR,
        "不是有效的车牌号，请改正；没有车牌请写“无牌”。",
        "is not a valid plate. Correct it, or write 无牌 if there is none.",
    ),
    "plate_corrected": Wording(
        WARNING,
        "车牌后段不用字母 O 和 I，已按 {plate} 处理，请核对。",
        "plates have no letters O and I in that place; it is read as {plate}. Please check.",
    ),
    "plate_province_missing": Wording(
        ERROR,
        "车牌缺少省份简称，请补上，或在“核对列”页选择本店省份。",
        "lacks the province character. Add it, or choose the shop's province on the page of columns.",
    ),
    "plate_province_added": Wording(
        WARNING,
        "车牌缺少省份简称，已按本店省份补成 {plate}，请核对。",
        "lacks the province character; it is read as {plate}. Please check.",
    ),
    "vin_invalid": Wording(
        ERROR,
        "不是 17 位车架号，请改正或留空。",
        "is not a VIN of 17 characters. Correct it or leave it blank.",
    ),
    "vin_corrected": Wording(
        WARNING,
        "车架号不用字母 I、O、Q，已按 {vin} 处理，请核对。",
        "VINs have no letters I, O and Q; it is read as {vin}. Please check.",
    ),
    "vin_check_digit": Wording(
        WARNING,
        "车架号校验位不符，可能抄错了，请核对；仍按原样导入。",
        "has a wrong check digit and may be a typing error. It is imported as it is; please check.",
    ),
    "status_unknown": Wording(
        ERROR,
        "是不认识的工单状态，请在下方选择它表示已结算、未结算还是作废。",
        "is an unknown order status. Choose below whether it means settled, open or voided.",
    ),
    "type_unknown": Wording(
        WARNING,
        "是不认识的业务类型，按“其他”处理。需要时请在下方指定。",
        "is an unknown order type and is read as other. Say below what it means if it matters.",
    ),
    "payer_unknown": Wording(
        ERROR,
        "是不认识的付费方式，请在下方选择由谁付费。",
        "is an unknown payer. Choose below who pays.",
    ),
    "customer_type_unknown": Wording(
        WARNING,
        "是不认识的客户类型，按名称判断。",
        "is an unknown customer type; the name decides instead.",
    ),
}
