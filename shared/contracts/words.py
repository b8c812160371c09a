"""Enumerated words that stand in several events, and the sealed block."""

from enum import StrEnum

from shared.contracts.registry import Word


class Kind(StrEnum):
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    REPORT = "report"


class Identity(StrEnum):
    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class Channel(StrEnum):
    WEB = "web"
    API = "api"
    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"
    FAX = "fax"
    COUNTER = "counter"
    BOX = "box"
    REFERRAL = "referral"
    CHAT = "chat"


class ReplyChannel(StrEnum):
    PORTAL = "portal"
    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"


class Severity(StrEnum):
    MINOR = "minor"
    IMPORTANT = "important"
    MAJOR = "major"


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"
    IMMEDIATE = "immediate"


class Outcome(StrEnum):
    """What a decision concluded about the complaint as a whole."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    SETTLED = "settled"
    MEDIATION_ENDED = "mediation_ended"


class Text(Word):
    """One text in the two languages of the product."""

    zh: str
    en: str


class Reason(Word):
    """Why a rule or a person decided so: the rule's code and its words."""

    code: str
    text: Text


class Sealed(Word):
    """Content that only the named readers can open: AES-256-GCM under a fresh key, the key sealed to each reader.

    `nonce` and `ciphertext` are base64; `keys` maps a reader's name to its sealed key (X25519 sealed box, base64).
    """

    v: int
    nonce: str
    ciphertext: str
    keys: dict[str, str]
