"""How often something may be tried: atomic counters per span of time, forgotten by the table itself.

Spans are fixed (this hour, the next hour), which one atomic addition can count; at their border twice the
number is possible for a moment, and the numbers below allow for that. What is counted is stored only as an
HMAC, so that the table lists neither addresses nor IPs.
"""

import hashlib
import hmac
from enum import Enum
from ipaddress import IPv4Address, ip_address

from services.core import settings
from services.core.people.entrance import store

_HOUR = 3600


class Limit(Enum):
    """What is counted, and how many are allowed an hour.

    An office shares one IP: its forty people may all sign in on the same morning.
    """

    ASKED_FOR_ADDRESS = 10
    ASKED_FROM_IP = 120
    TRIED_FROM_IP = 240


def allows(limit: Limit, who: str, now_real: float) -> bool:
    """Count one more try by `who` and say whether it is still within the limit."""
    span = int(now_real) // _HOUR
    name = f"{limit.name}\0{span}\0{who}".encode()
    key = hmac.new(settings.signing_key(), name, hashlib.sha256).hexdigest()
    return store.count(key, expires=(span + 2) * _HOUR) <= limit.value


def line(ip: str) -> str:
    """The line at whose end an IP is: of IPv6 its first 64 bits, because who has one such address has 2^64.

    An IPv4 address within IPv6 is that address; what is no address stays as it is.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or (int(address) >> 64))
