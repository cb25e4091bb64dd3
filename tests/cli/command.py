"""The command as a person runs it: a process, with a database and a home of its own."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import chdir, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ingest.cli.ending import run
from ingest.cli.words import VOICE


@dataclass(frozen=True)
class Ingest:
    """`ingest`, in a folder of its own."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "ingest.db"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return {
            **inherited,
            "HOME": str(self.folder),
            "INGEST_DATABASE_URL": f"sqlite:///{self.database}",
            "INGEST_ALLOW_ADDRESSES": "127.0.0.0/8",
            "INGEST_HOST_INTERVAL": "0",
            "INGEST_WORKERS": "1",
            "INGEST_TIMEOUT": "5",
            **self.variables,
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "ingest", *arguments]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Inside this process, which is faster, but for what has processes of its own."""
        if {"run", "fetch"} & set(arguments):
            return self.apart(*arguments, status=status)
        return self.inside(*arguments, status=status)

    def apart(self, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        out, said = process.communicate(timeout=60)
        assert "Traceback" not in said, said
        assert process.returncode == status, said
        return subprocess.CompletedProcess(arguments, process.returncode, out, said)

    def inside(self, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        out, said = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in "12")
        before = signal.getsignal(signal.SIGTERM)
        with (
            patch.dict(os.environ, self.environment, clear=True),
            chdir(self.folder),
            redirect_stdout(out),
            redirect_stderr(said),
        ):
            ended = run(arguments)
        signal.signal(signal.SIGTERM, before)
        VOICE.as_json = VOICE.is_quiet = False
        words = said.buffer.getvalue().decode()
        assert ended == status, words
        return subprocess.CompletedProcess(arguments, ended, out.buffer.getvalue().decode(), words)

    def select(self, query: str) -> list[Any]:
        """The rows, read as any other tool would."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()

    def json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self(*arguments, status=status).stdout)


@dataclass(frozen=True)
class Filled:
    """A database after one run over the sample papers."""

    ingest: Ingest
    added: subprocess.CompletedProcess[str]
    summary: dict[str, dict[str, int]]


def lines(text: str) -> Sequence[str]:
    return text.strip().splitlines()
