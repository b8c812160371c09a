"""What a running service is made of, and how its handlers get what they ask for by name."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from shared.messaging.transaction import Reaction, TellsTime, Transactions
from shared.procedures import Editions
from shared.sealing import Keyring
from shared.settings import ServiceSettings

Section = TypeVar("Section")
Settings = TypeVar("Settings", bound=ServiceSettings)


@dataclass(frozen=True)
class Parts(Generic[Settings, Section]):
    """Everything that pages, handlers and background tasks of one service share."""

    settings: Settings
    rules: Editions[Any]
    keys: Keyring
    transactions: Transactions
    clock: TellsTime


def inject(reactions: Mapping[type, Callable[..., Any]], given: Mapping[str, object]) -> dict[type, Reaction]:
    """Each reaction with what its further parameters name; TypeError, at start, for a name that nobody provides."""
    return {kind: _bound(reaction, given) for kind, reaction in reactions.items()}


def _bound(reaction: Callable[..., Any], given: Mapping[str, object]) -> Reaction:
    names = list(inspect.signature(reaction).parameters)[2:]
    missing = [name for name in names if name not in given]
    if missing:
        raise TypeError(f"{reaction.__module__}.{reaction.__name__} asks for {', '.join(missing)}; known are {', '.join(sorted(given))}")
    return partial(reaction, **{name: given[name] for name in names})
