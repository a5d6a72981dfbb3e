"""A stand-in FHIR server: it pages, throttles, times out, sends the same thing twice and forgets. It speaks HTTP."""

from __future__ import annotations

import json
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGIN = datetime(2026, 3, 9, 12, tzinfo=UTC)


@dataclass
class StandIn:
    """Its resources by `Type/id`, and its moods. `every` N-th request is answered with trouble, in turn."""

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    trouble: tuple[str, ...] = ()
    every: int = 7
    next_host: str = ""
    token: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    post_moods: list[str] = field(default_factory=list)
    keeps_condition: bool = True
    can_search: bool = True
    clock: datetime = BEGIN
    base: str = ""
    on_page: Any = None
    requests: int = 0
    addresses: list[str] = field(default_factory=list)

    def put(self, resource: dict[str, Any]) -> None:
        """Store a new version."""
        name = f"{resource['resourceType']}/{resource['id']}"
        version = int(self.resources.get(name, {}).get("meta", {}).get("versionId", 0)) + 1
        self.clock += timedelta(milliseconds=10)
        updated = self.clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.resources[name] = resource | {"meta": {"versionId": str(version), "lastUpdated": updated}}

    def search(self, kind: str, query: dict[str, list[str]], page: int) -> dict[str, Any]:
        """Return a page; what changes meanwhile shifts the pages, as in servers that keep no snapshot."""
        if "identifier" in query:
            found = self.identified(kind, query["identifier"][0])
            return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": item} for item in found]}
        if "_id" in query:
            one = self.resources.get(f"{kind}/{query['_id'][0]}")
            return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one}] if one else []}
        since = query.get("_lastUpdated", ["ge"])[0][2:]
        found = [item for item in self.resources.values() if item["resourceType"] == kind]
        found = [item for item in found if item["meta"]["lastUpdated"] >= since]
        if "patient" in query:
            found = [item for item in found if item.get("patient", {}).get("reference") == query["patient"][0]]
        found.sort(key=lambda item: item["meta"]["lastUpdated"])
        size = int(query.get("_count", ["50"])[0])
        rows = found[page * size : (page + 1) * size]
        if "twice" in self.trouble and rows:
            rows = [*rows, rows[0]]
        links = []
        if len(found) > (page + 1) * size:
            kept = "&".join(f"{key}={value[0]}" for key, value in query.items())
            links = [{"relation": "next", "url": f"{self.next_host or self.base}/{kind}?{kept}&page={page + 1}"}]
        entries = [{"fullUrl": f"{self.base}/{kind}/{item['id']}", "resource": item} for item in rows]
        return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}

    def identified(self, kind: str, identifier: str) -> list[dict[str, Any]]:
        """Return the resources of a type that have an identifier."""
        return [
            item
            for item in self.resources.values()
            if item["resourceType"] == kind and identifier and identifier in _identifiers(item)
        ]

    def mood(self, path: str) -> str:
        """Return what goes wrong with this request, if anything does."""
        self.requests += 1
        moods = [item for item in self.trouble if item != "twice"]
        if not moods or self.requests % self.every:
            return ""
        mood = moods[(self.requests // self.every) % len(moods)]
        return "" if mood == "forget" and "page=" not in path else mood


def _identifiers(resource: dict[str, Any]) -> set[str]:
    named = resource.get("identifier", [])
    named = named if isinstance(named, list) else [named]
    return {f"{item.get('system', '')}|{item['value']}" for item in named} | {item["value"] for item in named}


class _Handler(BaseHTTPRequestHandler):
    server: Any
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        stand_in: StandIn = self.server.stand_in
        stand_in.addresses.append(self.path)
        parts = urlsplit(self.path)
        name = parts.path.strip("/")
        stand_in.asked[name.partition("/")[0]] += 1
        if stand_in.token and self.headers.get("Authorization") != f"Bearer {stand_in.token}":
            self.answer(401, {})
        elif (mood := stand_in.mood(self.path)) == "busy":
            self.answer(429, {}, {"Retry-After": "0"})
        elif mood == "down":
            self.answer(503, {})
        elif mood == "forget":
            self.answer(410, {})
        elif mood == "cut":
            self.close_connection = True
        elif "identifier=" in parts.query and not stand_in.can_search and not name.startswith("Patient"):
            self.answer(400, {})
        elif "/" in name:
            found = stand_in.resources.get(name)
            self.answer(200 if found else 404, found or {})
        else:
            query = parse_qs(parts.query)
            page = int(query.pop("page", ["0"])[0])
            if stand_in.on_page:
                stand_in.on_page(name, page)
            self.answer(200, stand_in.search(name, query, page))

    def do_POST(self) -> None:
        stand_in: StandIn = self.server.stand_in
        stand_in.addresses.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("/_search"):
            kind = self.path.split("/")[-2]
            stand_in.asked[kind] += 1
            query = parse_qs(body.decode())
            self.answer(200, stand_in.search(kind, query, 0))
        elif self.path == "/token":
            stand_in.forms.append(parse_qs(body.decode()))
            stand_in.token = f"t{len(stand_in.forms)}"
            self.answer(200, {"access_token": stand_in.token, "token_type": "bearer", "expires_in": 300})
        else:
            self.create(stand_in, json.loads(body))

    def create(self, stand_in: StandIn, resource: dict[str, Any]) -> None:
        """Create as the next mood says: throttled, refused, or done although the answer gets lost."""
        mood = stand_in.post_moods.pop(0) if stand_in.post_moods else ""
        status = {"busy": 429, "away": 503, "refuse": 422, "gateway": 502}.get(mood)
        if status and mood != "gateway":
            self.answer(status, {}, {"Retry-After": "3600" if mood == "away" else "0"})
            return
        once = parse_qs(self.headers.get("If-None-Exist", "")).get("identifier", [""])[0]
        standing = stand_in.identified(resource["resourceType"], once) if stand_in.keeps_condition else []
        if not standing:
            stand_in.created.append(resource)
            stand_in.put(resource | {"id": f"w{len(stand_in.created)}"})
            standing = [{"id": f"w{len(stand_in.created)}"}]
        if mood == "lost":
            self.close_connection = True
        else:
            location = f"{stand_in.base}/{resource['resourceType']}/{standing[0]['id']}/_history/1"
            self.answer(status or 201, {}, {"Location": location})

    def answer(self, status: int, document: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(stand_in: StandIn) -> Iterator[str]:
    """Run the server on a free port of this machine; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.stand_in = stand_in  # type: ignore[attr-defined]
    stand_in.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stand_in.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
