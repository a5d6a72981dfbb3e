"""What every use case is handed: the database, the clock, pathways, words, links and the ways out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from reminders.services.care_book import CareBook
from reminders.services.count_cache import CountCache
from reminders.store.alerts.damage import open_damage_alerts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reminders.core.fhir.server import Server
    from reminders.core.hl7.partner import Partner
    from reminders.core.model.contact import Channel
    from reminders.core.model.roles import Role
    from reminders.core.sending.rate_limit import Rate
    from reminders.core.staff.identity import GroupRule, IdentityProvider
    from reminders.pathways.catalog import Catalog
    from reminders.ports import Clock, Lookup, Poster, Renderer, Sender, Witness
    from reminders.services.links import LinkMaker
    from reminders.services.pathway_book import PathwayBook
    from reminders.store.database.session import Database


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """How a wave behaves.

    `batch` is how many messages are claimed at once per lane. Emails come in small batches because an email cannot be
    looked up afterwards: a crash leaves at most that many for staff to decide. `rate_limit` holds for each sender of
    texts; None is no limit. `tick` is how often beat ticks; `silence_after` is how long nothing may leave
    although messages are due before a person is told. `unconfirmed_email` is UNCONFIRMED_EMAIL.
    """

    lease: timedelta = timedelta(seconds=60)
    http_timeout: timedelta = timedelta(seconds=10)
    settle_after: timedelta = timedelta(seconds=600)
    unconfirmed_email: str = "hold"
    task_budget: timedelta = timedelta(seconds=30)
    batch: Mapping[str, int] = field(default_factory=lambda: {"urgent": 20, "sms": 100, "email": 5})
    rate_limit: Rate | None = None
    tick: timedelta = timedelta(seconds=5)
    silence_after: timedelta = timedelta(minutes=15)


class FindPartner(Protocol):
    """Reads the file of a partner that sends HL7 messages."""

    def __call__(self, name: str, plans: Iterable[str] | None = None, facts: Iterable[str] | None = None, /) -> Partner:
        """Return a partner; its procedures must be among `plans`, its facts among `facts`. None: not known yet."""
        ...


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The identity provider, if there is one, and the roles of its groups.

    `break_glass`: the accounts that may still sign in with a password; None: every account may.
    """

    provider: IdentityProvider | None = None
    name: str = ""
    rules: tuple[GroupRule, ...] = ()
    break_glass: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The parts a use case works with. `environment_senders`: the number and the messaging service called `default`.

    `witness` None: the clock or the database is made up, and nothing is made of its age.
    `second_factor_roles`: who needs one at a clinic that has not chosen.
    """

    db: Database
    clock: Clock
    catalog: Catalog
    book: PathwayBook
    renderer: Renderer
    links: LinkMaker
    senders: Mapping[Channel, Sender]
    delivery: DeliveryRules = field(default_factory=DeliveryRules)
    lookup: Lookup | None = None
    poster: Poster | None = None
    witness: Witness | None = None
    environment_senders: frozenset[str] = frozenset()
    find_partner: FindPartner | None = None
    partner_names: Callable[[], Sequence[str]] | None = None
    connect_fhir: Callable[[Partner], Server] | None = None
    second_factor_roles: frozenset[Role] = frozenset()
    sso: SingleSignOn = SingleSignOn()
    kept: CountCache = field(default_factory=CountCache)
    care: CareBook = field(default_factory=CareBook)

    def __post_init__(self) -> None:
        """Have staff told of whatever any transaction meets that opens with no key."""
        self.db.when_damaged(lambda tx: open_damage_alerts(tx, tx.damaged, self.clock.now()))
