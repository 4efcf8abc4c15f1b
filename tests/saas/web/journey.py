"""An import in the browser, from page to page."""

import io
import uuid
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from saas.accounts.models import Shop
from tenants.db import db
from tenants.imports.models import Import
from tenants.scope import tenant_scope
from tenants.visits.models import WorkOrder
from tests.browser import Browser
from tests.saas.web.enqueued import jobs_of
from workers.imports import check_import, load_import

ENGLISH = {"Accept-Language": "en"}
HEADER = "工单号,结算日期,客户名称,手机,车牌号,实收金额"
ROWS = (
    'WO1,2026/6/2,张三,13912345678,甘A12345,"1,280.00"',
    "WO2,2026-06-03,李四,13812345678,甘B88888,680",
)
FLAWED = "WO3,2026-02-30,王五,13712345678,甘C99999,100"


class Journey:
    """A browser on its way through an import; the jobs it asks for are done on demand."""

    def __init__(self, browser: Browser, shop: Shop) -> None:
        self.browser, self.shop, self.home = browser, shop, f"/s/{shop.slug}/imports"
        self.id: uuid.UUID | None = None

    def upload(self, *rows: str, header: str = HEADER, written_in: str = "utf-8", **told: Any) -> TestResponse:
        content = "\n".join((header, *rows)).encode(written_in)
        data = {"file": (io.BytesIO(content), told.pop("name", "六月.csv")), **told}
        answer = self.browser.post(self.home, data, content_type="multipart/form-data", headers=ENGLISH)
        if answer.status_code == 303:
            self.id = uuid.UUID(answer.location.split("/")[-2])
        return answer

    def get(self, tail: str = "", **options: Any) -> TestResponse:
        return self.browser.get(f"{self.home}/{self.id}{tail}", headers=ENGLISH, **options)

    def post(self, tail: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.browser.post(f"{self.home}/{self.id}{tail}", data, headers=ENGLISH, **options)

    def columns(self, *fields: str, **told: str) -> TestResponse:
        """Send the mapping: one field per column, or the guess."""
        guess = ("order_no", "settled_at", "customer_name", "mobile", "plate", "received")
        return self.post("/columns", {f"column-{i}": field for i, field in enumerate(fields or guess)} | told)

    def work(self, actor: Any) -> None:
        with tenant_scope(self.shop.id):
            actor(import_id=str(self.id))
            db.session.commit()

    def checked(self, *rows: str) -> "Journey":
        self.upload(*rows)
        self.columns()
        self.work(check_import)
        return self

    def loaded(self, *rows: str) -> "Journey":
        self.checked(*rows)
        self.post("/load")
        self.work(load_import)
        return self

    def stored(self) -> Import:
        with tenant_scope(self.shop.id):
            an_import = db.session.scalars(select(Import).where(Import.id == self.id)).one()
            db.session.expunge(an_import)
            return an_import

    def jobs(self) -> list[str]:
        return jobs_of(self.shop)

    def orders(self) -> list[str]:
        with tenant_scope(self.shop.id):
            return sorted(db.session.scalars(select(WorkOrder.order_no)))
