"""Every setting, typed, read once. The only reader of the environment.

A missing or malformed variable is named together with what it should look like; no secret has a working default.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from reminders.core.model.errors import SetupError
from reminders.core.staff.identity import GroupRule, read_rules
from reminders.core.staff.secret_strength import MAKE_SECRET, MIN_SECRET, read_earlier_secrets, read_secret
from reminders.core.upkeep.encryption_keys import KEY_BYTES, MAKE_KEY, read_keys, write_key
from reminders.core.upkeep.setting_values import empty_is_none, read_http_url, read_network, read_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL_SECRETS = Path("reminders.secrets")
"""Where the commands of a practice on SQLite keep the two secrets that they make, in the working folder."""

IN_PROCESS_BROKER = "memory://localhost/"
DATABASE_DRIVERS = frozenset({"sqlite", "postgresql", "postgres", "postgresql+psycopg"})


class SettingsError(SetupError):
    """The settings cannot be used; the message names each variable and what it should look like."""


def _read_database_url(value: str) -> str:
    try:
        known = make_url(value).drivername in DATABASE_DRIVERS
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise ValueError("must be sqlite:///file.db or postgresql://user:password@host:5432/name")
    return value


DatabaseUrl = Annotated[str, AfterValidator(_read_database_url)]
OptionalDatabaseUrl = Annotated[DatabaseUrl | None, BeforeValidator(empty_is_none)]
Seconds = Annotated[timedelta, BeforeValidator(read_seconds)]
HttpUrl = Annotated[str, AfterValidator(read_http_url)]
OptionalUrl = Annotated[HttpUrl | None, BeforeValidator(empty_is_none)]
OptionalText = Annotated[str | None, BeforeValidator(empty_is_none)]
OptionalPort = Annotated[int | None, Field(ge=1, le=65535), BeforeValidator(empty_is_none)]
Secret = Annotated[OptionalText, AfterValidator(read_secret)]
OptionalPath = Annotated[Path | None, BeforeValidator(empty_is_none)]


class Settings(BaseModel):
    """Everything that can be set. Field names are the environment variables in lower case."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    database_url: DatabaseUrl = "sqlite:///reminders.db"
    migration_database_url: OptionalDatabaseUrl = Field(default=None, repr=False)
    broker_url: str = IN_PROCESS_BROKER
    secret_key: Secret = Field(default=None, repr=False)
    secret_key_previous: tuple[str, ...] = Field(default=(), repr=False)
    encryption_keys: tuple[bytes, ...] = Field(default=(), repr=False)
    secrets_file: OptionalPath = None
    public_url: HttpUrl = "http://127.0.0.1:8000"
    privacy_url: OptionalUrl = None
    terms_url: OptionalUrl = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    metrics_port: OptionalPort = None
    otel_exporter_otlp_endpoint: OptionalUrl = None
    otel_traces_sampler_arg: float = Field(default=1, ge=0, le=1)
    liveness_file: OptionalPath = None
    sms_backend: Literal["outbox", "twilio"] = "outbox"
    email_backend: Literal["outbox", "smtp"] = "outbox"
    twilio_account_sid: OptionalText = None
    twilio_auth_token: OptionalText = Field(default=None, repr=False)
    twilio_messaging_service_sid: OptionalText = None
    twilio_from: OptionalText = None
    twilio_api_base_url: HttpUrl = "https://api.twilio.com"
    smtp_url: OptionalText = Field(default=None, repr=False)
    email_from: OptionalText = None
    sms_per_second: float = Field(default=0, ge=0)
    api_per_second: float = Field(default=100, ge=1)
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    oidc_issuer: OptionalText = None
    oidc_client_id: OptionalText = None
    oidc_client_secret: OptionalText = Field(default=None, repr=False)
    oidc_name: str = "Single sign-on"
    oidc_scopes: str = "openid email profile"
    oidc_groups_claim: str = "groups"
    oidc_roles: tuple[GroupRule, ...] = ()
    oidc_break_glass: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    tick_seconds: Seconds = timedelta(seconds=5)
    lease_seconds: Seconds = timedelta(seconds=60)
    http_timeout_seconds: Seconds = timedelta(seconds=10)
    settle_after_seconds: Seconds = timedelta(seconds=600)
    silence_after_seconds: Seconds = timedelta(seconds=900)
    unconfirmed_email: Literal["hold", "resend"] = "hold"
    keep_words_days: int = Field(default=180, ge=0, le=36500)
    keep_audit_days: int = Field(default=0, ge=0, le=36500)
    pathways_dir: OptionalPath = None
    templates_dir: OptionalPath = None
    languages_dir: OptionalPath = None
    hl7_partners_dir: OptionalPath = None
    fhir_private_key: OptionalText = Field(default=None, repr=False)
    log_format: Literal["text", "json"] = "text"

    @property
    def keep_words(self) -> timedelta | None:
        """How long the words of messages and replies are kept; None: forever."""
        return timedelta(days=self.keep_words_days) if self.keep_words_days else None

    @property
    def keep_audit(self) -> timedelta | None:
        """How long entries of the audit log are kept; None: forever."""
        return timedelta(days=self.keep_audit_days) if self.keep_audit_days else None

    @field_validator("encryption_keys", mode="before")
    @classmethod
    def _read_keys(cls, value: Any) -> tuple[bytes, ...]:
        return read_keys(value)

    @field_validator("secret_key_previous", mode="before")
    @classmethod
    def _read_previous(cls, value: Any) -> tuple[str, ...]:
        return read_earlier_secrets(value)

    @field_validator("oidc_roles", mode="before")
    @classmethod
    def _read_oidc_roles(cls, value: Any) -> tuple[GroupRule, ...]:
        return read_rules(str(value or ""))

    @field_validator("webhook_networks", "trusted_proxies", mode="before")
    @classmethod
    def _read_networks(cls, value: Any) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(read_network(part.strip()) for part in str(value or "").split(",") if part.strip())

    @model_validator(mode="after")
    def _complete_backends(self) -> Settings:
        if self.sms_backend == "twilio":
            for name in ("twilio_account_sid", "twilio_auth_token"):
                if not getattr(self, name):
                    raise ValueError(
                        f"{name.upper()} is missing: SMS_BACKEND=twilio needs it (see your Twilio console)"
                    )
            if not (self.twilio_messaging_service_sid or self.twilio_from):
                raise ValueError(
                    "TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM is missing: SMS_BACKEND=twilio needs one of them, "
                    "for example TWILIO_FROM=+15550100200"
                )
        if self.email_backend == "smtp":
            if not self.smtp_url:
                raise ValueError(
                    "SMTP_URL is missing: EMAIL_BACKEND=smtp needs it, for example smtp://user:pass@host:587"
                )
            if not self.email_from:
                raise ValueError("EMAIL_FROM is missing: EMAIL_BACKEND=smtp needs it, for example care@clinic.example")
        if self.metrics_port is not None and self.metrics_port == self.port:
            raise ValueError("METRICS_PORT must be another port than PORT, for example 9464")
        if self.lease_seconds <= self.http_timeout_seconds:
            raise ValueError("LEASE_SECONDS must be longer than HTTP_TIMEOUT_SECONDS, for example 60 and 10")
        return self

    @property
    def is_sqlite(self) -> bool:
        """Return True if the database is SQLite."""
        return self.database_url.startswith("sqlite")

    @property
    def broker_is_in_process(self) -> bool:
        """Return True if tasks travel inside this one process."""
        return self.broker_url.startswith("memory:")

    @property
    def has_keys(self) -> bool:
        """Return True if both secrets are set."""
        return bool(self.secret_key and self.encryption_keys)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment, and the two secrets from the file SECRETS_FILE names, if it names one.

    Web, worker and beat start with this: a file that merely lies in the working folder means nothing to them.

    Raises:
        SettingsError: a variable is malformed or missing, or the file named is not there.

    """
    source = dict(os.environ if environment is None else environment)
    secrets_file = source.get("SECRETS_FILE")
    if secrets_file and not Path(secrets_file).is_file():
        raise SettingsError(f"SECRETS_FILE names {secrets_file}, which is not there: make it, or correct the setting")
    return _read(source, Path(secrets_file) if secrets_file else None)


def load_local_settings(environment: Mapping[str, str] | None = None, local: Path = LOCAL_SECRETS) -> Settings:
    """Read the settings as `load_settings` does; on SQLite also the secrets that a command left in the working folder.

    For the commands that one person runs by hand. A database server's keys come from the environment alone.

    Raises:
        SettingsError: a variable is malformed or missing.

    """
    settings = load_settings(environment)
    if not settings.is_sqlite or settings.has_keys or settings.secrets_file is not None:
        return settings
    return _read(dict(os.environ if environment is None else environment), local)


def _read(source: dict[str, str], secrets_file: Path | None) -> Settings:
    for name, value in (_read_secrets(secrets_file) if secrets_file else {}).items():
        source[name] = source.get(name) or value  # an empty line in a copied env file is no secret
    known = {name: source[name.upper()] for name in Settings.model_fields if name.upper() in source}
    try:
        return Settings(**known)  # pyright: ignore[reportArgumentType] pydantic reads the strings
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(problem) for problem in error.errors())) from None


def require_keys(settings: Settings) -> Settings:
    """Return the settings if both secrets are set.

    Raises:
        SettingsError: one is missing; the message says how to make it.

    """
    if not settings.secret_key:
        raise SettingsError(
            f"SECRET_KEY is missing: set it to a random text of at least {MIN_SECRET} characters; {MAKE_SECRET}"
        )
    if not settings.encryption_keys:
        raise SettingsError(
            "ENCRYPTION_KEYS is missing: set it to one or more keys of 32 random bytes in URL-safe base64, "
            f"separated by commas; the first one writes; {MAKE_KEY}"
        )
    return settings


def new_key() -> str:
    """Return a fresh key as ENCRYPTION_KEYS wants it."""
    return write_key(secrets.token_bytes(KEY_BYTES))


def create_secrets(secrets_file: Path = LOCAL_SECRETS) -> None:
    """Write a new `reminders.secrets` that only its owner may read; an existing file is left alone."""
    content = (
        "# Made by reminders. Keep a copy in a safe place: without ENCRYPTION_KEYS the data cannot be read.\n"
        f"SECRET_KEY={secrets.token_urlsafe(32)}\n"
        f"ENCRYPTION_KEYS={new_key()}\n"
    )
    try:
        handle = os.open(secrets_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)


def _read_secrets(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def _explain(problem: Any) -> str:
    name = str(problem["loc"][0]).upper() if problem["loc"] else ""
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{name} {message}" if name else message
