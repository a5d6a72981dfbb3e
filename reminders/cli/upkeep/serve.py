"""`reminders up`, `web` and `demo`: what keeps running."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import settings_with_keys
from reminders.config import load_settings, require_keys
from reminders.observability import configure_logging
from reminders.services.upkeep.schema import bring_up_to_date
from reminders.wiring import build_context, close_context
from reminders.worker.startup import await_database, require_redis

if TYPE_CHECKING:
    from reminders.config import Settings

Host = Annotated[str | None, typer.Option("--host", help="Where to listen [HOST, else 127.0.0.1].")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="[PORT, else 8000]")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("up")(up)
    app.command("web")(web)
    app.command("demo")(demo)


def up(host: Host = None, port: Port = None) -> None:
    """Run everything in one process: web, worker and beat. Made for SQLite and a small practice."""
    serve_all(reachable_at(settings_with_keys(), host, port), host, port)


def web(host: Host = None, port: Port = None) -> None:
    """Run the web side only; worker and beat are processes of their own."""
    from reminders.core.replies.replies import load_words
    from reminders.embedded import bind, run_web

    settings = require_keys(load_settings())
    require_redis(settings)
    configure_logging(settings.log_format)
    listener = bind(host or settings.host, settings.port if port is None else port)
    context = build_context(settings)
    try:
        await_database(context.db, settings)
        load_words()  # before its predecessor leaves: the first texts would wait for it
        run_web(context, settings, listener)
    finally:
        close_context(context)


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Print what each patient got, and end.")] = False,  # noqa: FBT002 Typer's form
    host: Host = None,
    port: Port = None,
) -> None:
    """Play a made-up clinic of some forty patients up to now, then serve its pages."""
    from reminders.cli.upkeep.demo import add_demo_staff, demo_database, play_demo, print_demo

    settings = reachable_at(settings_with_keys(), host, port)
    settings = settings.model_copy(
        update={
            "database_url": f"sqlite:///{demo_database(settings)}",
            "sms_backend": "outbox",
            "email_backend": "outbox",
            "sms_per_second": 0.0,  # the demo's clock does not advance: the rate limit would never refill
        }
    )
    play_demo(settings)
    print_demo(settings, full=no_serve)
    if not no_serve:
        add_demo_staff(settings)
        serve_all(settings, host, port)


def reachable_at(settings: Settings, host: str | None, port: int | None) -> Settings:
    """Return the settings with links that lead to where this process listens, unless PUBLIC_URL says where."""
    place = host or settings.host, settings.port if port is None else port
    if "public_url" in settings.model_fields_set or not place[1]:
        return settings
    shown = "127.0.0.1" if place[0] in {"0.0.0.0", "::"} else place[0]  # noqa: S104 read, not listened on # nosec B104
    bracketed = f"[{shown}]" if ":" in shown else shown
    return settings.model_copy(update={"public_url": f"http://{bracketed}:{place[1]}"})


def serve_all(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve, tick and send in this process."""
    from reminders.embedded import bind, only_one, run_up

    with only_one(settings):
        listener = bind(host or settings.host, settings.port if port is None else port)
        configure_logging(settings.log_format)
        context = build_context(settings)
        try:
            # With SQLite we migrate here; a database server is left to `reminders migrate`.
            bring_up_to_date(context.db, may_migrate=settings.is_sqlite)
            address = listener.getsockname()
            print(f"reminders is up: http://{address[0]}:{address[1]}/", flush=True)
            run_up(context, settings, listener)
        finally:
            close_context(context)
