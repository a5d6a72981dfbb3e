"""Starts a FHIR server (Medplum) and an authorization server (oidc-provider) that others wrote, as one program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent


class RealServer:
    """A server that runs; `fhir` is the base address of its resources, `token` where a client signs in."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.fhir, self.token = f"{base}/fhir", f"{base}/token"

    def put(self, resource: Mapping[str, Any]) -> None:
        """Write a resource, or its next version, as the hospital's own programs do: without our token."""
        self._ask("PUT", f"/seed/{resource['resourceType']}/{resource['id']}", resource)

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Return every resource of a type, the oldest first."""
        found = self._ask("GET", f"/seed/{kind}?_count=1000&_sort=_lastUpdated")
        return [item["resource"] for item in found.get("entry", [])]

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        content = None if body is None else json.dumps(body).encode()
        asked = Request(f"{self.base}{path}", content, {"Content-Type": "application/json"}, method=method)
        with urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())


@contextmanager
def real_server(jwks: Mapping[str, Any]) -> Iterator[RealServer]:
    """Run the server until the block ends; `jwks` are the public keys of the one client it knows."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").is_dir():
        pytest.skip("no node, or npm could not install the server (make fhir-server says why)")
    environment = {"PATH": os.environ["PATH"], "CLIENT_JWKS": json.dumps(jwks), "NODE_NO_WARNINGS": "1"}
    with subprocess.Popen([node, "server.cjs"], cwd=HERE, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(b"{"), "the FHIR server did not start"
            yield RealServer(json.loads(line)["base"])
        finally:
            process.kill()
