"""An event loop in its own time: nothing is waited for, its clock goes on to whatever is next."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Jumping(selectors.DefaultSelector):
    """Nothing is waited for: the clock goes on instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


class World(asyncio.SelectorEventLoop):
    """An event loop in its own time. No network and no threads: these do not live in it."""

    def __init__(self) -> None:
        self.jumping = Jumping()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.now


def play(scene: Coroutine[Any, Any, T]) -> T:
    """What the scene gives, after as little real time as it computes."""
    with asyncio.Runner(loop_factory=World) as runner:
        return runner.run(scene)
