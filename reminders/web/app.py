"""Builds the web application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from reminders.telemetry.tracing import FASTAPI
from reminders.web.alerts import notice_page, on_call, today
from reminders.web.api.app import make_api
from reminders.web.clinics import api_keys, canned_replies, closed_days, surgeons, webhooks
from reminders.web.clinics import settings as settings_page
from reminders.web.consent import own_page, unsubscribe
from reminders.web.enrollment import caregiver as caregiver_page
from reminders.web.enrollment import consent as consent_page
from reminders.web.enrollment import corrections, enroll, patient_changes, upload
from reminders.web.hl7 import messages as hl7_messages
from reminders.web.pages import assets
from reminders.web.plans import bulk, care_editor, confirmations, discharge, pathways, plan_editor, versions, visits
from reminders.web.records import calendar, deliveries, handout, patient, patients, reports, scores
from reminders.web.replies import answer_page, inbound_texts, inbox, practice
from reminders.web.requests.headers import SecurityHeaders
from reminders.web.requests.hosts import KnownHost
from reminders.web.requests.proxies import ForwardedHeaders
from reminders.web.sending import twilio_status
from reminders.web.sending.twilio_request import TwilioReader
from reminders.web.staff import (
    account,
    audit_page,
    confirm,
    passkeys,
    refusals,
    second_factor,
    sign_in,
    sign_in_steps,
    single_sign_on,
    staff_list,
    welcome,
)
from reminders.web.upkeep import health

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from reminders.config import Settings
    from reminders.services.context import Context

STAFF_PAGES = (
    sign_in,
    sign_in_steps,
    single_sign_on,
    confirm,
    second_factor,
    passkeys,
    today,
    enroll,
    upload,
    settings_page,
    on_call,
    closed_days,
    surgeons,
    staff_list,
    audit_page,
    account,
    canned_replies,
    api_keys,
    hl7_messages,
    webhooks,
    welcome,
    deliveries,  # before the care plans, whose ids could stand in its place
    care_editor,
    versions,
    pathways,
    plan_editor,
    bulk,
    calendar,
    patients,
    patient,
    handout,
    patient_changes,
    corrections,
    consent_page,
    caregiver_page,
    confirmations,
    discharge,
    visits,
    inbox,
    practice,
    reports,
    scores,
)
"""Modules with a `router` of the staff site."""


API = "/api/v1"


def make_web_app(
    context: Context,
    settings: Settings,
    *,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
    wake: Callable[[str], None] = lambda _lane: None,
) -> FastAPI:
    """Build the application on a context. `wake` asks workers to look at a lane at once."""
    app = FastAPI(
        title="Reminders", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan, telemetry=FASTAPI
    )
    app.state.context = context
    app.state.wake = wake
    app.state.secure = settings.public_url.startswith("https:")
    if app.state.secure:
        app.add_middleware(KnownHost, public_url=settings.public_url)
    app.add_middleware(SecurityHeaders, secure=app.state.secure)
    app.add_middleware(ForwardedHeaders, trusted=settings.trusted_proxies)
    refusals.add_to(app)
    reader = TwilioReader(settings)  # the routes that are called most come first: each one before them is asked, too
    app.include_router(inbound_texts.make_router(context, reader, wake))
    app.include_router(twilio_status.make_router(context, reader))
    app.include_router(health.make_router(context, settings))
    app.include_router(own_page.make_router(context))
    app.include_router(unsubscribe.make_router(context))
    app.include_router(answer_page.make_router(context))
    app.include_router(notice_page.make_router(context))
    app.include_router(assets.router)
    app.mount(API, make_api(context, settings))
    for module in STAFF_PAGES:
        app.router.routes.extend(module.router.routes)  # as they are: including a router would build each route again
    return app
