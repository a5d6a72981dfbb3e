"""An email stands on the page of a care plan as it looks in a mailbox, and can do nothing there."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def test_every_frame_of_a_care_plan_shows_its_email(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    page = desk.get("/messages/spinal_fusion?language=es").text
    frames = [unescape(source) for source in re.findall(r'<iframe src="([^"]+)"', page)]
    assert len(frames) >= 3
    assert page.count('class="bubble"') >= 3
    for source in frames:
        email = desk.get(source)
        assert email.status_code == 200
        assert '<html lang="es"' in email.text
        policy = email.headers["content-security-policy"]
        assert "sandbox" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'self'" in policy
    for query in ("", "step=nothing&language=en", "step=walk_1&language=fr"):
        assert desk.get(f"/messages/spinal_fusion/email?{query}").status_code == 404
