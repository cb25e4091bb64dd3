"""The operator's errors: what is wrong, where, and what to do.

    IngestError              1  failed
    ├── UsageError           2  wrong usage or settings
    ├── DatabaseError        1  unreachable, read-only, damaged or full
    ├── SchemaError          3  the database is not at this version's schema
    ├── RunLockedError      75  another run is at work on this database
    └── OutageError         69  our own network is down

What goes wrong out there, on somebody's server, is never one of these: it is a `model.Problem`.
"""


class IngestError(Exception):
    """Base of all errors that end a command with a message instead of a traceback."""

    exit_status = 1


class UsageError(IngestError):
    """An argument, a setting or a file given by the operator cannot be used."""

    exit_status = 2


class DatabaseError(IngestError):
    """The database cannot be reached, read or written; the message names it, never its password."""


class SchemaError(IngestError):
    """The database's schema is older or newer than this version of `ingest`."""

    exit_status = 3


class RunLockedError(IngestError):
    """Another `run` holds this database's run lock."""

    exit_status = 75


class OutageError(IngestError):
    """Every one of the first hosts failed at DNS or connect: the fault is ours."""

    exit_status = 69
