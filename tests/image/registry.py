"""Asks an image registry for digests over its HTTP API (OCI distribution specification 1.1); nothing is pulled."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import requests

DOCKER_HUB = "https://registry-1.docker.io"
INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
"""What names the image of each platform. The manifest of one platform would not start on the others."""
SECONDS = 30
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')


class RegistryError(Exception):
    """The registry gives no digest that can be used; the message says which image and why."""


@dataclass
class Registry:
    """One registry, asked without an account: `base` is its address, without a slash at the end."""

    base: str = DOCKER_HUB

    def digest(self, image: str, reference: str) -> str:
        """Return the digest (sha256:…) of an index; `reference` is a tag or a digest.

        Raises:
            RegistryError: there is none, it is for one platform only, or what came is not what was asked for.

        """
        answer = self._manifest(_path(image), reference)
        if answer.status_code == requests.codes.not_found:
            raise RegistryError(f"{image} has no {reference}")
        if answer.status_code != requests.codes.ok:
            raise RegistryError(f"{image}: the registry answers {answer.status_code} when asked for {reference}")
        if answer.headers.get("Content-Type", "").partition(";")[0] not in INDEXES:
            raise RegistryError(f"{image}: {reference} is the image of one platform, not an index of several")
        digest = f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
        if reference.startswith("sha256:") and digest != reference:
            raise RegistryError(f"{image}: what came for {reference} has the digest {digest}")
        return digest

    def _manifest(self, path: str, reference: str) -> requests.Response:
        url, headers = f"{self.base}/v2/{path}/manifests/{reference}", {"Accept": ", ".join(INDEXES)}
        try:
            answer = requests.get(url, headers=headers, timeout=SECONDS)
            if answer.status_code != requests.codes.unauthorized:
                return answer
            # Docker's registry gives anyone a token to read with: https://distribution.github.io/distribution/spec/auth/token/
            asked = dict(_CHALLENGE.findall(answer.headers.get("WWW-Authenticate", "")))
            token = requests.get(asked.pop("realm", ""), params=asked, timeout=SECONDS).json()["token"]
            return requests.get(url, headers=headers | {"Authorization": f"Bearer {token}"}, timeout=SECONDS)
        except (requests.RequestException, ValueError, KeyError) as error:
            raise RegistryError(f"{self.base} does not answer as a registry: {type(error).__name__}") from error


def _path(image: str) -> str:
    """Return the name that the registry knows: docker.io/library/python, library/python and python are one."""
    name = image.removeprefix("docker.io/")
    return name if "/" in name else f"library/{name}"
