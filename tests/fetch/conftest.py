"""No test of this room asks a real resolver."""

from __future__ import annotations

import socket

import pytest


@pytest.fixture(autouse=True)
def _only_localhost_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *args: object, **names: object) -> object:
        host.encode("idna")  # the real one raises UnicodeError for a label that is too long
        if host.lower() == "localhost":
            return real(host, *args, **names)  # type: ignore[arg-type]
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
