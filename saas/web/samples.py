"""A small file of each kind, to see what ours look like before exporting one's own."""

from flask_babel import get_locale

from saas.web.sheets import Cell
from tenants.imports.fields import CUSTOMERS, FIELD_NAMES, ORDERS

_ROWS: dict[str, list[dict[str, str]]] = {
    ORDERS: [
        {
            "order_no": "WO-0001", "order_type": "保养", "order_status": "已结算", "arrived_at": "2026-06-02 09:10",
            "settled_at": "2026-06-02 11:40", "customer_name": "张三", "mobile": "13912345678", "plate": "甘A12345",
            "model": "大众 帕萨特", "odometer_in": "68420", "advisor": "李婷", "item_name": "小保养",
            "received": "680.00",
        },
        {
            "order_no": "WO-0002", "order_type": "维修", "order_status": "已结算", "arrived_at": "2026-06-02 14:05",
            "settled_at": "2026-06-03 17:35", "customer_name": "兰州顺达物流有限公司", "mobile": "0931-8888888",
            "plate": "甘A88H66", "model": "江铃 全顺", "odometer_in": "152300", "advisor": "赵强",
            "item_name": "更换前刹车片", "received": "1240.00",
        },
    ],
    CUSTOMERS: [
        {
            "customer_name": "张三", "mobile": "13912345678", "plate": "甘A12345", "vin": "LFMA1E2C3J0123456",
            "brand": "大众", "series": "帕萨特", "model_year": "2019", "odometer_in": "68420", "birthday": "06-02",
        },
        {
            "customer_name": "王芳", "mobile": "13800001111", "plate": "甘AD12345", "vin": "", "brand": "比亚迪",
            "series": "汉 EV", "model_year": "2023", "odometer_in": "21050", "birthday": "",
        },
    ],
}  # fmt: skip


def sample(kind: str) -> list[list[Cell]]:
    """The header in the reader's language, and the rows."""
    place = 0 if str(get_locale()).startswith("zh") else 1
    rows = _ROWS[kind]
    table: list[list[Cell]] = [[FIELD_NAMES[field][place][0] for field in rows[0]]]
    table += [[*row.values()] for row in rows]
    return table
