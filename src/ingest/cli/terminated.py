"""The end that SIGTERM brings."""

from __future__ import annotations


class Terminated(BaseException):
    """SIGTERM arrived. Not an Exception: nothing but the end of the command may catch it."""
