from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.embedded.clinic_in_a_box import ClinicInABox
from tests.standins.smtp import SmtpStandin
from tests.standins.twilio import TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path


@pytest.fixture
def box(tmp_path: Path) -> Iterator[ClinicInABox]:
    """A clinic of this test alone."""
    with clinic_in_a_box(tmp_path) as clinic:
        yield clinic


@contextmanager
def clinic_in_a_box(folder: Path) -> Generator[ClinicInABox]:
    """Open a clinic with its stand-ins, and stop what it started."""
    with TwilioStandin() as twilio, SmtpStandin() as smtp:
        clinic = ClinicInABox(folder, twilio, smtp)
        try:
            yield clinic
        finally:
            clinic.stop()
