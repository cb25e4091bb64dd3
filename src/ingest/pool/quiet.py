"""Importing this silences a process for good: stderr leads nowhere.

For the server that workers are forked from, and so for the workers: one that is stopped while it is
born tells so with a traceback, and libraries in C say what they think of hostile pages. What went
wrong in a worker comes back as its result.
"""

import os
import sys

_nowhere = os.open(os.devnull, os.O_WRONLY)
os.dup2(_nowhere, sys.stderr.fileno() if sys.stderr else 2)
os.close(_nowhere)
