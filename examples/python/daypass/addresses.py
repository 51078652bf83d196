"""Addresses and networks (section 5.5)."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Optional, Union

from .basics import Refused

Address = Union[IPv4Address, IPv6Address]
Network = Union[IPv4Network, IPv6Network]

OCTET = r"(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])"
IPV4 = re.compile(rf"{OCTET}(?:\.{OCTET}){{3}}")
IPV6 = re.compile(rf"[0-9A-Fa-f:]+(?:(?<=:){IPV4.pattern})?")  # no zone, which IPv6Address would accept
PREFIX = re.compile(r"0|[1-9][0-9]{0,2}")
MAPPED = IPv6Network("::ffff:0:0/96")


def read_address(text: object) -> Optional[Address]:
    """The address that a text contains, or None if it is not an address."""
    if not isinstance(text, str):
        return None
    if IPV4.fullmatch(text):
        return IPv4Address(text)
    if not IPV6.fullmatch(text):
        return None
    try:
        address = IPv6Address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address


def read_network(text: str) -> Network:
    """Reads a network as people write it: an address, or an address and its prefix length."""
    address, slash, prefix = text.partition("/")
    ip = read_address(address)
    if ip is None or (slash and not PREFIX.fullmatch(prefix)):
        raise Refused("not an address or network")
    spelt_in_128 = ":" in address
    length = int(prefix) if slash else 128 if spelt_in_128 else 32
    try:
        return as_ipv4(IPv6Network((IPv6Address(address), length)) if spelt_in_128 else IPv4Network((ip, length)))
    except ValueError:
        raise Refused("the prefix length is too large, or host bits are set") from None


def as_ipv4(network: Network) -> Network:
    """Converts a network in ::ffff:0:0/96 to its IPv4 form."""
    if isinstance(network, IPv6Network) and network.subnet_of(MAPPED):
        return IPv4Network((network.network_address.packed[12:], network.prefixlen - 96))
    return network


def encode_network(network: Network) -> str:
    network = as_ipv4(network)
    return f"{network.network_address.packed.hex()}{network.prefixlen:02x}"


def decode_network(text: str) -> Network:
    address, prefix = bytes.fromhex(text[:-2]), int(text[-2:], 16)
    return IPv4Network((address, prefix)) if len(address) == 4 else IPv6Network((address, prefix))
