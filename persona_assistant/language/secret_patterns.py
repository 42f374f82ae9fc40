"""Secrets in a text, by their shape: card numbers, bank accounts, keys, passwords.

Numbers count only where their check digits fit (Luhn for cards, ISO 7064 MOD 97-10 for IBANs).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from persona_assistant.language.contacts import find_details

SecretKind = Literal["card number", "bank account", "private key", "access key", "password or code"]

_CARD = re.compile(r"(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_PRIVATE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_ACCESS = re.compile(
    r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{20,}|xox[abprs]-[\w-]{10,}"
    r"|AIza[\w-]{30,}|glpat-[\w-]{20,})\b"
)


@dataclass(frozen=True, slots=True)
class Secret:
    kind: SecretKind
    start: int
    """In characters."""
    end: int


def find_secrets(text: str) -> tuple[Secret, ...]:
    """The secrets in a text, in order, without overlap."""
    found = [
        *(_at("private key", each) for each in _PRIVATE.finditer(text)),
        *(_at("access key", each) for each in _ACCESS.finditer(text)),
        *(_at("bank account", each) for each in _IBAN.finditer(text) if _is_iban(each[0])),
        *(_at("card number", each) for each in _CARD.finditer(text) if _is_card(each[0])),
        *(Secret("password or code", e.start, e.end) for e in find_details(text, "code")),
    ]
    kept: list[Secret] = []
    for each in sorted(found, key=lambda secret: secret.start):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept)


def _at(kind: SecretKind, match: re.Match[str]) -> Secret:
    return Secret(kind, match.start(), match.end())


def _is_card(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    if not 13 <= len(digits) <= 19 or digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) < 2:
        return False
    doubled = [
        digit if at % 2 == 0 else sum(divmod(2 * digit, 10))
        for at, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
