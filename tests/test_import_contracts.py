"""Each import contract of `pyproject.toml` turns red by a wrong import of its kind, and only then."""

from __future__ import annotations

from copy import deepcopy

import grimp
import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

configure()
TYPES = {"forbidden": ForbiddenContract, "layers": LayersContract}
OPTIONS = read_user_options("pyproject.toml")
WRONG_IMPORTS = {
    "Imports go down only": [
        ("reminders.store.sending.due", "reminders.services.sending.tick"),
        ("reminders.services.sending.tick", "reminders.wiring"),
        ("reminders.channels.outbox", "reminders.store.tables"),
    ],
    "The core is pure: no I/O, no framework": [("reminders.core.plans.planning", "sqlalchemy")],
    "The web and the commands never touch the store": [
        ("reminders.web.replies.inbound_texts", "reminders.store.replies.replies"),
        ("reminders.cli.alert", "reminders.store.alerts.alerts"),
    ],
    "Settings know nothing of ours but the core": [("reminders.config", "reminders.ports")],
    "Only wiring picks an adapter": [("reminders.services.sending.deliver", "reminders.channels.outbox")],
    "The core asks nothing of the machine": [("reminders.core.plans.planning", "os")],
    "Subjects of the core: plans, sending, consent, safety and wording do not know each other": [
        ("reminders.core.plans.planning", "reminders.core.safety.red_flags"),
    ],
    "Subjects of the services have one order": [
        ("reminders.services.plans.replan", "reminders.services.replies.reply")
    ],
    "Subjects of the store have one order": [("reminders.store.sending.due", "reminders.store.records.reporting")],
    "Subjects of the web have one order": [("reminders.web.pages.pages", "reminders.web.records.patients")],
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("reminders", include_external_packages=True, cache_dir=None)


def test_every_contract_turns_red_by_a_wrong_import_and_stands_without(graph: grimp.ImportGraph):
    problems: list[str] = []
    for options in OPTIONS.contracts_options:
        name = options["name"]
        contract = TYPES[options["type"]](name, OPTIONS.session_options, options)
        if not contract.check(deepcopy(graph), verbose=False).kept:
            problems.append(f"{name}: red without a wrong import")
        for importer, imported in WRONG_IMPORTS.get(name, [("", "")]):
            if importer not in graph.modules:
                problems.append(f"{name}: no wrong import to try, or {importer!r} is no module any more")
                continue
            wrong = deepcopy(graph)
            wrong.add_import(importer=importer, imported=imported)
            if contract.check(wrong, verbose=False).kept:
                problems.append(f"{name}: {importer} may import {imported}")
    assert problems == []
