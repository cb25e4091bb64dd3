"""Importing this loads what every worker needs, once, in the server that workers are forked from.

Half of the time goes into unpacking the language model, which does not hold the interpreter: a
thread does it beside the imports, and has ended before a worker is forked.
"""

from threading import Thread

import py3langid

unpacking = Thread(target=py3langid.classify, args=("",))
unpacking.start()

import ingest.feeds  # noqa: E402  while the thread is at work
import ingest.pages  # noqa: E402
import ingest.plan  # noqa: E402

unpacking.join()

import ingest.pages.warm  # noqa: E402, F401
