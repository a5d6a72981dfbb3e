"""Every base image is pinned, and `make refresh-base` takes digests from a registry and from nothing else."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.image.refresh_base import FILES, ROOT, UnpinnedError, bases, main, pin
from tests.image.registry import INDEXES
from tests.tables import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCKERFILE = "Dockerfile"
COMPOSE = "docker-compose.yml"
PYTHON = "docker.io/library/python:3.12-slim-trixie"


class RegistryStandin:
    """A registry on this machine: real HTTP, a token first, manifests by tag and by the digest of their bytes."""

    def __init__(self) -> None:
        self.tags: dict[str, tuple[str, bytes]] = {}
        self.old: dict[str, tuple[str, bytes]] = {}
        self.lies = False
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                if path == "/token":
                    self._answer(200, "application/json", json.dumps({"token": f"for {query}"}).encode())
                elif "Authorization" not in self.headers:
                    host, port = self.server.server_address[:2]
                    self.send_response(401)
                    realm = f'Bearer realm="http://{host!s}:{port}/token",service="standin",scope="pull"'
                    self.send_header("WWW-Authenticate", realm)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    self._answer(*registry.manifest(path))

            def _answer(self, code: int, kind: str, body: bytes) -> None:
                self.send_response(code)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def push(self, name: str, content: str, kind: str = INDEXES[0]) -> str:
        """Put an image under a tag; what stood there stays known by its digest."""
        if name in self.tags:
            self.old[digest_of(self.tags[name][1])] = self.tags[name]
        self.tags[name] = (kind, content.encode())
        return digest_of(content.encode())

    def manifest(self, path: str) -> tuple[int, str, bytes]:
        name, _, reference = path.removeprefix("/v2/").partition("/manifests/")
        known = self.old | {digest_of(body): (kind, body) for kind, body in self.tags.values()}
        found = known.get(reference) if reference.startswith("sha256:") else self.tags.get(f"{name}:{reference}")
        if found is None:
            return 404, "application/json", b"{}"
        return 200, found[0], b"other bytes" if self.lies else found[1]


def digest_of(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


@pytest.fixture
def registry() -> Iterator[RegistryStandin]:
    """A registry that holds every base image, none of them yet under the digest that is written here."""
    standin = RegistryStandin()
    for name in bases(ROOT):
        short = name.removeprefix("docker.io/")
        standin.push(short if "/" in short else f"library/{short}", f"the index of {name}")
    yield standin
    standin.server.shutdown()
    standin.server.server_close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the files that name images."""
    return copied(tmp_path)


def copied(folder: Path) -> Path:
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def change(root: Path, name: str, before: str, after: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert re.search(before, text)
    (root / name).write_text(re.sub(before, after, text), encoding="utf-8")


def test_every_image_that_is_not_ours_is_pinned_by_digest():
    found = bases(ROOT)
    assert {PYTHON, "postgres:17-trixie", "redis:7"} < set(found)
    assert [name for name, digest in found.items() if digest is None] == []
    words = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in FILES)
    named = re.findall(r"\bimage: *(\S+)|_IMAGE=(\S+)|^FROM (\S+)", words, re.MULTILINE)
    others = {word for words in named for word in words if word and not word.startswith(("reminders", "${"))}
    assert {name.partition("@")[0] for name in others} == set(found)


@each_row(
    ("file", "before", "after", "said"),
    [
        (COMPOSE, r"(image: redis):7@\S+", r"\1", "names redis, which is no image:tag"),
        (COMPOSE, r"(image: redis:7@sha256:).{3}", r"\1", "which is no image:tag"),
        (COMPOSE, r"(image: redis:7)@sha256:", r"\1@md5:", "which is no image:tag"),
        (DOCKERFILE, r"(PYTHON_IMAGE=\S+@)\S+", r"\1latest", "which is no image:tag"),
        (DOCKERFILE, r"FROM \$\{PYTHON_IMAGE\}\n", "FROM python\n", "names python, which is no image:tag"),
        ("deploy/kubernetes/web.yaml", "image: reminders", "image: nginx", "names nginx, which is no image:tag"),
        ("docker-compose.dev.yml", r"image: axllent\S+", f"image: redis:7@sha256:{'0' * 64}", "by another digest"),
    ],
)
def test_what_is_no_pin_is_refused(
    file: str, before: str, after: str, said: str, tmp_path_factory: pytest.TempPathFactory
):
    folder = copied(tmp_path_factory.mktemp("root"))
    change(folder, file, before, after)
    with pytest.raises(UnpinnedError, match=said):
        bases(folder)


def test_an_image_without_a_digest_is_seen_as_such(root: Path):
    change(root, COMPOSE, r"(image: redis:7)@\S+", r"\1")
    assert bases(root)["redis:7"] is None


def test_digests_come_from_the_registry_and_only_they_change(
    registry: RegistryStandin, root: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["--registry", registry.url], root) == 0
    wanted = {name: digest_of(f"the index of {name}".encode()) for name in bases(ROOT)}
    assert bases(root) == wanted
    for name in FILES:
        assert (root / name).read_text() == pin((ROOT / name).read_text(), wanted)
    assert capsys.readouterr().out.count("(new)") == len(wanted)
    assert main(["--check", "--registry", registry.url], root) == 0


def test_a_tag_that_moved_on_is_told_and_written_only_when_asked(
    registry: RegistryStandin, root: Path, capsys: pytest.CaptureFixture[str]
):
    main(["--registry", registry.url], root)
    before = bases(root)
    newer = registry.push("library/redis:7", "a newer redis")
    capsys.readouterr()
    assert main(["--check", "--registry", registry.url], root) == 1
    assert f"redis:7 has moved on to {newer}" in capsys.readouterr().out
    assert bases(root) == before
    main(["--registry", registry.url], root)
    assert bases(root) == before | {"redis:7": newer}


def test_a_digest_that_the_registry_does_not_know_is_refused(
    registry: RegistryStandin, root: Path, capsys: pytest.CaptureFixture[str]
):
    main(["--registry", registry.url], root)
    change(root, COMPOSE, r"(image: redis:7@sha256:)\w+", rf"\g<1>{'0' * 64}")
    assert main(["--check", "--registry", registry.url], root) == 1
    assert f"redis has no sha256:{'0' * 64}" in capsys.readouterr().out


def test_nothing_is_written_when_one_image_cannot_be_had(
    registry: RegistryStandin, root: Path, capsys: pytest.CaptureFixture[str]
):
    registry.tags.pop("library/redis:7")
    assert main(["--registry", registry.url], root) == 1
    assert "redis has no 7; nothing was changed" in capsys.readouterr().out
    registry.push("library/redis:7", "for amd64 only", "application/vnd.oci.image.manifest.v1+json")
    assert main(["--registry", registry.url], root) == 1
    assert "7 is the image of one platform" in capsys.readouterr().out
    assert bases(root) == bases(ROOT)


def test_bytes_that_are_not_those_of_the_digest_are_refused(
    registry: RegistryStandin, root: Path, capsys: pytest.CaptureFixture[str]
):
    main(["--registry", registry.url], root)
    registry.lies = True
    capsys.readouterr()
    assert main(["--check", "--registry", registry.url], root) == 1
    assert "has the digest" in capsys.readouterr().out


def test_a_server_that_is_no_registry_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--registry", "http://127.0.0.1:9"], root) == 1
    assert "does not answer as a registry" in capsys.readouterr().out
    assert bases(root) == bases(ROOT)


def test_the_image_is_built_from_one_base_named_once():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
