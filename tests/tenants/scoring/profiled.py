"""From work orders to profiles, and how a test reads both."""

from datetime import date

from sqlalchemy import Select, select

from tenants.customers.models import Customer
from tenants.db import db
from tenants.scoring.models import CustomerProfile
from tenants.scoring.profiles import profile
from tenants.scoring.score import score
from tenants.visits.derive import derive_visits
from tenants.visits.models import WorkOrder
from tests.tenants.scoring.tv_rfm import AS_OF


def profiled(as_of: date = AS_OF) -> None:
    derive_visits()
    score(as_of)
    profile(as_of)


def of(customer: Customer) -> CustomerProfile:
    rows = select(CustomerProfile).where(CustomerProfile.customer_id == customer.id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def orders_of(customer: Customer) -> Select[tuple[WorkOrder]]:
    """The latest first."""
    return select(WorkOrder).where(WorkOrder.customer_id == customer.id).order_by(WorkOrder.settled_on.desc())
