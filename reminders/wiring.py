"""The composition root: settings in, a ready context out. The only place that picks an adapter."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from reminders.channels.outbox import Outbox
from reminders.channels.twilio.receipts import read_receipt
from reminders.clock import SystemClock
from reminders.config import Settings, SettingsError, require_keys
from reminders.core.model.contact import Channel
from reminders.core.model.errors import WrongUseError
from reminders.core.model.roles import Role
from reminders.core.sending.rate_limit import Rate
from reminders.core.staff.identity import is_safe_issuer
from reminders.core.upkeep.encryption_keys import KEY_BYTES
from reminders.data import use_languages
from reminders.partners.files import PartnerFiles
from reminders.partners.reading import partner_names, read_partner
from reminders.pathways.catalog import Catalog
from reminders.rendering import TemplateFolder
from reminders.services.context import Context, DeliveryRules, SingleSignOn
from reminders.services.links import LinkMaker, SampleLinks
from reminders.services.pathway_book import PathwayBook
from reminders.store.database.session import Database, open_database
from reminders.store.database.vault import Vault
from reminders.store.upkeep.witness import FileWitness, NoWitness, RedisWitness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reminders.core.fhir.server import Server
    from reminders.core.hl7.partner import Partner
    from reminders.ports import Clock, Lookup, Poster, Receipt, Sender, SenderCheck, Witness

WITNESS_PATIENCE = timedelta(seconds=2)


def build_catalog(settings: Settings) -> Catalog:
    """Read the pathways: the shipped ones, with PATHWAYS_DIR laid over them."""
    return Catalog(settings.pathways_dir)


def build_renderer(settings: Settings) -> TemplateFolder:
    """Open the templates: the shipped ones, with TEMPLATES_DIR laid over them and what languages bring along.

    Raises:
        SettingsError: TEMPLATES_DIR or LANGUAGES_DIR is not a folder.

    """
    take_languages(settings)
    folder = settings.templates_dir
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"TEMPLATES_DIR {folder} is not a folder")
    return TemplateFolder(folder)


def take_languages(settings: Settings) -> None:
    """Take LANGUAGES_DIR beside the shipped languages, before any text is read or written.

    Raises:
        SettingsError: LANGUAGES_DIR is not a folder.

    """
    folder = settings.languages_dir
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"LANGUAGES_DIR {folder} is not a folder")
    use_languages(folder)


def load_partner(settings: Settings, name: str) -> Partner:
    """Read the file of a partner that sends HL7 messages, before its clinic and so its care plans are known.

    Raises:
        PartnerFileError: there is no such file, or something in it cannot be used.

    """
    return read_partner(settings.hl7_partners_dir, name)


def pick_partner(settings: Settings, name: str | None) -> Partner | None:
    """Read the file of a partner, the only one there is where none is named; None where there are no files.

    Raises:
        PartnerFileError: there is no such file, or something in it cannot be used.
        WrongUseError: there are several.

    """
    names = partner_names(settings.hl7_partners_dir)
    if name is None and len(names) > 1:
        raise WrongUseError(f"name the partner file with --partner; there are: {', '.join(names)}")
    return load_partner(settings, name or names[0]) if name is not None or names else None


def build_database(settings: Settings) -> Database:
    """Prepare the database; nothing connects yet."""
    return open_database(settings.database_url, Vault(require_keys(settings).encryption_keys))


def build_owner_database(settings: Settings) -> Database:
    """Prepare the database as the role that owns the tables: MIGRATION_DATABASE_URL, where that is another."""
    return build_database(
        settings.model_copy(update={"database_url": settings.migration_database_url or settings.database_url})
    )


def build_context(settings: Settings, clock: Clock | None = None) -> Context:
    """Build everything a process needs.

    Raises:
        SettingsError: a secret is missing.

    """
    links = LinkMaker(settings.public_url, require_keys(settings).secret_key or "", settings.secret_key_previous)
    return Context(
        db=build_database(settings),
        clock=clock or SystemClock(),
        catalog=build_catalog(settings),
        book=PathwayBook(),
        renderer=build_renderer(settings),
        links=links,
        senders={Channel.SMS: _sms_sender(settings, links), Channel.EMAIL: _email_sender(settings)},
        delivery=DeliveryRules(
            lease=settings.lease_seconds,
            http_timeout=settings.http_timeout_seconds,
            settle_after=settings.settle_after_seconds,
            rate_limit=Rate(settings.sms_per_second) if settings.sms_per_second else None,
            tick=settings.tick_seconds,
            silence_after=settings.silence_after_seconds,
            unconfirmed_email=settings.unconfirmed_email,
        ),
        lookup=_lookup(settings),
        poster=_poster(settings),
        witness=None if clock else _witness(settings),
        find_partner=PartnerFiles(settings.hl7_partners_dir).find,
        sso=_single_sign_on(settings, links),
        second_factor_roles=frozenset({Role.ADMIN} if settings.public_url.startswith("https:") else ()),
        partner_names=partial(partner_names, settings.hl7_partners_dir),
        connect_fhir=partial(_connect_fhir, settings),
        environment_senders=frozenset(
            name for name in (settings.twilio_from, settings.twilio_messaging_service_sid) if name
        ),
    )


def _single_sign_on(settings: Settings, links: LinkMaker) -> SingleSignOn:
    if settings.oidc_issuer is None:
        return SingleSignOn()
    if not is_safe_issuer(settings.oidc_issuer):
        raise SettingsError("OIDC_ISSUER must begin with https: what it says is believed")
    if not settings.oidc_client_id:
        raise SettingsError("OIDC_CLIENT_ID is missing: OIDC_ISSUER needs it (see your identity provider)")
    from reminders.channels.oidc import OidcProvider

    provider = OidcProvider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        scopes=settings.oidc_scopes,
        groups_claim=settings.oidc_groups_claim,
        redirect_uri=links.site_url("/sign-in/sso/callback"),
        timeout=settings.http_timeout_seconds.total_seconds(),
    )
    break_glass = frozenset(filter(None, (part.strip().casefold() for part in settings.oidc_break_glass.split(","))))
    return SingleSignOn(provider, settings.oidc_name, settings.oidc_roles, break_glass or None)


def _connect_fhir(settings: Settings, partner: Partner) -> Server:
    from reminders.channels.fhir.connect import connect  # only who polls pays for aiohttp

    return connect(partner, settings.hl7_partners_dir, settings.fhir_private_key)


def _witness(settings: Settings) -> Witness:
    if settings.is_sqlite:
        file = make_url(settings.database_url).database
        return FileWitness(Path(f"{file}.witness")) if file and file != ":memory:" else NoWitness()
    if settings.broker_is_in_process:
        return NoWitness()

    def connect() -> object:
        from redis import Redis  # 6 MB that the in-process broker need not pay

        patience = WITNESS_PATIENCE.total_seconds()
        return Redis.from_url(settings.broker_url, socket_timeout=patience, socket_connect_timeout=patience)

    return RedisWitness(connect, make_url(settings.database_url).database or "")


def build_throwaway_context(settings: Settings, database_url: str, clock: Clock) -> Context:
    """Build a context on a database that is thrown away, with keys of its own and the outbox on both channels."""
    return Context(
        db=open_database(database_url, Vault([secrets.token_bytes(KEY_BYTES)]), durable=False),
        clock=clock,
        catalog=build_catalog(settings),
        book=PathwayBook(),
        renderer=build_renderer(settings),
        links=SampleLinks(),
        senders={channel: Outbox(channel) for channel in Channel},
    )


def close_context(context: Context) -> None:
    """Let go of all connections."""
    for sender in context.senders.values():
        sender.close()
    if context.lookup is not None:
        context.lookup.close()
    context.db.close()


def load_senders(settings: Settings) -> None:
    """Import now what a sender imports with its first message: 0.1 s of Twilio's SDK, which only who sends pays for."""
    if settings.sms_backend == "twilio":
        import_module("twilio.rest.api.v2010")


def read_twilio_receipt(form: Mapping[str, str]) -> Receipt | None:
    """Read a status callback of Twilio; None when it is about no text of ours."""
    return read_receipt(form)


def sender_checks(settings: Settings) -> dict[Channel, Callable[[], SenderCheck] | None]:
    """Return how to look at each way out without sending; None where nothing leaves (the outbox)."""
    checks: dict[Channel, Callable[[], SenderCheck] | None] = dict.fromkeys(Channel)
    if settings.sms_backend == "twilio":
        from reminders.channels.twilio.account import check_account

        checks[Channel.SMS] = partial(
            check_account,
            account_sid=settings.twilio_account_sid or "",
            auth_token=settings.twilio_auth_token or "",
            api_base_url=settings.twilio_api_base_url,
            timeout=settings.http_timeout_seconds,
        )
    if settings.email_backend == "smtp":
        from reminders.channels.smtp.login import check_mail_server

        checks[Channel.EMAIL] = partial(
            check_mail_server,
            url=settings.smtp_url or "",
            from_address=settings.email_from or "",
            timeout=settings.http_timeout_seconds,
        )
    return checks


def _sms_sender(settings: Settings, links: LinkMaker) -> Sender:
    if settings.sms_backend == "outbox":
        return Outbox(Channel.SMS)
    from reminders.channels.twilio.sender import TwilioSMS  # only who sends pays for the SDK: 0.2 s and 27 MB

    return TwilioSMS(
        account_sid=settings.twilio_account_sid or "",
        auth_token=settings.twilio_auth_token or "",
        messaging_service_sid=settings.twilio_messaging_service_sid,
        from_number=settings.twilio_from,
        api_base_url=settings.twilio_api_base_url,
        timeout=settings.http_timeout_seconds,
        receipt_url=links.receipt_url,
    )


def _poster(settings: Settings) -> Poster:
    from reminders.channels.webhooks.poster import WebhookPoster

    return WebhookPoster(settings.http_timeout_seconds, settings.webhook_networks)


def _lookup(settings: Settings) -> Lookup | None:
    if settings.sms_backend == "outbox":
        return None
    from reminders.channels.twilio.lookup import TwilioLookup

    return TwilioLookup(
        account_sid=settings.twilio_account_sid or "",
        auth_token=settings.twilio_auth_token or "",
        api_base_url=settings.twilio_api_base_url,
        timeout=settings.http_timeout_seconds,
    )


def _email_sender(settings: Settings) -> Sender:
    if settings.email_backend == "outbox":
        return Outbox(Channel.EMAIL)
    from reminders.channels.smtp.sender import SMTPEmail

    return SMTPEmail(
        url=settings.smtp_url or "",
        from_address=settings.email_from or "",
        timeout=settings.http_timeout_seconds,
    )
