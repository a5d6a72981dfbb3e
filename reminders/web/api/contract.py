"""`/api/v1/openapi.json`: the contract, as `openapi.yaml` beside this file has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson
import yaml
from fastapi import APIRouter, Response

router = APIRouter()


@router.get("/openapi.json")
def show() -> Response:
    """Return the contract; it says nothing about anyone, so that no key is needed."""
    return Response(_written(), media_type="application/json")


def contract() -> dict[str, Any]:
    """Read the contract."""
    return yaml.safe_load((Path(__file__).parent / "openapi.yaml").read_text(encoding="utf-8"))


@cache
def _written() -> bytes:
    return orjson.dumps(contract())
