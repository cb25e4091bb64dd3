"""Request -> Outcome: the network, the only room with httpx."""

from ingest.fetch.chain import basic_authorization
from ingest.fetch.guard import Allowance, parse_allow
from ingest.fetch.policy import SHARED_HOSTS, Policy, RobotsMemory
from ingest.fetch.recorded import recorded
from ingest.fetch.web import Web

__all__ = [
    "SHARED_HOSTS",
    "Allowance",
    "Policy",
    "RobotsMemory",
    "Web",
    "basic_authorization",
    "parse_allow",
    "recorded",
]
