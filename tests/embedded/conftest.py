from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.embedded.clinic_in_a_box import ClinicInABox
from tests.standins.smtp import SmtpStandin
from tests.standins.twilio import TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def box(tmp_path: Path) -> Iterator[ClinicInABox]:
    with TwilioStandin() as twilio, SmtpStandin() as smtp:
        clinic = ClinicInABox(tmp_path, twilio, smtp)
        try:
            yield clinic
        finally:
            clinic.stop()
