"""Campaigns: plan whom to invite and until when, see how many that are and what came of it, stop one."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import StringField

from saas.web import errors, forms, htmx, lists, shop
from saas.web.access import requires
from saas.web.labels import label
from tenants import clock
from tenants.errors import DomainError
from tenants.opportunities import campaigns, results
from tenants.opportunities.campaigns import CHANNELS, Plan
from tenants.opportunities.models import Campaign
from tenants.scoring import queries as scores
from tenants.scoring.segments import RfmClass

INVITED = tuple(each for each in RfmClass if each is not RfmClass.NONE)

bp = Blueprint("campaigns", __name__, url_prefix=shop.PREFIX)


class CampaignForm(forms.Form):
    name = StringField(default="")
    invites_on = StringField(default="")
    ends_on = StringField(default="")
    channel = StringField(default=CHANNELS[1])


@bp.get("/campaigns")
@requires("view_customers")
def index() -> Response:
    return htmx.answer("campaigns/index.html", **_values(CampaignForm()))


@bp.post("/campaigns")
@requires("run_campaigns")
def create() -> Response:
    form = CampaignForm.from_request()
    try:
        campaigns.launch(_plan(form), by=g.user.id, today=shop.today())
    except DomainError as error:
        return htmx.answer("campaigns/index.html", status=422, **_values(form, errors.sentence(error)))
    flash(gettext("Planned. The customers join the queue from its first day on, one by one."), "success")
    return redirect(url_for("campaigns.index"), 303)


@bp.get("/campaigns/<uuid:id>")
@requires("view_customers")
def show(id: uuid.UUID) -> str:
    row = _campaign_or_404(id)
    return render_template(
        "campaigns/show.html",
        campaign=row,
        state=_state(row, shop.today()),
        results=results.results_of(row),
        counts_until=results.counts_until(row),
        today=shop.today(),
    )


@bp.post("/campaigns/<uuid:id>/stop")
@requires("run_campaigns")
def stop(id: uuid.UUID) -> Response:
    campaigns.stop(_campaign_or_404(id), now=clock.now())
    flash(gettext("Stopped. Nobody else is invited."), "success")
    return redirect(url_for("campaigns.index"), 303)


def _campaign_or_404(campaign_id: uuid.UUID) -> Campaign:
    row = campaigns.find(campaign_id)
    if row is None:
        raise NotFound()
    return row


def _plan(form: CampaignForm) -> Plan:
    return Plan(
        name=form.name.data or "",
        invites_on=forms.day_of(form.invites_on.data),
        ends_on=forms.day_of(form.ends_on.data),
        channel=form.channel.data or "",
        classes=tuple(_classes()),
    )


def _values(form: CampaignForm, problem: str = "") -> dict[str, Any]:
    found, paging = campaigns.page(lists.page_asked())
    people = {str(each.rfm_class): each.customers for each in scores.overview().segments}
    today = shop.today()
    return {
        "campaigns": [(each, _state(each, today), sum(people.get(code, 0) for code in each.classes)) for each in found],
        "paging": paging,
        "form": form,
        "problem": problem,
        "people": people,
        "classes": INVITED,
        "chosen": _classes(),
        "channels": [(code, str(label("channel", code).text)) for code in CHANNELS],
        "today": today,
    }


def _classes() -> list[str]:
    return [code for code in request.form.getlist("classes") if code in set(INVITED)]


def _state(campaign: Campaign, today: date) -> str:
    if campaign.stopped_at:
        return "stopped"
    if campaign.ends_on < today:
        return "over"
    return "running" if campaign.invites_on <= today else "planned"
