"""The shell: an operator's words in, results on stdout, words on stderr, an exit status out.

Nothing heavy is imported before a command runs, so that `ingest --help` answers in a blink.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process. No error of the operator's gives a traceback."""
    try:
        from ingest.cli.ending import end, run

        end(run(sys.argv[1:]))
    except KeyboardInterrupt:
        os._exit(130)
