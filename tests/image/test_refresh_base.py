"""`make refresh-base` finds every base image and changes nothing but its digest."""

from __future__ import annotations

import re

from tests.image.refresh_base import FILES, ROOT, bases, pin


def test_every_image_that_is_not_ours_is_a_base():
    named = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in FILES)
    images = re.findall(r"^(?:ARG PYTHON_IMAGE=| +image: )(?!reminders:)([\w./-]+:[\w.-]+)", named, re.MULTILINE)
    assert {"docker.io/library/python:3.12-slim", "postgres:17", "redis:7"} <= set(images)
    assert bases(ROOT).keys() == set(images)


def test_a_digest_is_written_behind_the_tag_and_replaced_the_next_time():
    text = "  redis:\n    image: redis:7\n  web:\n    image: reminders:local\n"
    once = pin(text, {"redis:7": "sha256:" + "a" * 64})
    assert once == text.replace("redis:7", "redis:7@sha256:" + "a" * 64)
    assert pin(once, {"redis:7": "sha256:" + "b" * 64}) == once.replace("a" * 64, "b" * 64)


def test_the_image_is_built_from_one_base_named_once():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
