"""One tree of errors: what a person did or set up wrongly, each with the exit code of the command that meets it."""

from __future__ import annotations

from typing import ClassVar


class RemindersError(Exception):
    """The message is one sentence for a person: what is wrong, where, and what to do."""

    exit_code: ClassVar[int] = 1


class UseError(RemindersError):
    """A request cannot be carried out."""


class RefusedError(UseError):
    """A refusal with `values` in its `template`, which a page translates."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values


class NotFoundError(UseError):
    """What was named does not exist."""


class WrongUseError(UseError):
    """An option or argument cannot mean anything; nothing was looked up for it."""

    exit_code = 2


class SettingError(UseError):
    """One setting cannot be used. The message is what a command says; a page says `template` with `values`.

    `field` names the setting.
    """

    def __init__(self, field: str, message: str, template: str, **values: object) -> None:
        super().__init__(message)
        self.field = field
        self.template = template
        self.values = values


class WrongSettingError(SettingError, WrongUseError):
    """A setting is written in a way that means nothing."""


class SetupError(RemindersError):
    """Something that must be right before anything can be done is not: a setting, a key, a file, the database."""

    exit_code = 2
