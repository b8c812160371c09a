"""What happens when …: every event triage reacts to and every order of its officers."""

from collections.abc import Callable
from typing import Any

from services.triage import commands
from services.triage.handlers.arrivals import received
from services.triage.handlers.complainant import supplemented, unanswered, withdrawn
from services.triage.handlers.officer import accept, ask, correct, look_again, refuse, route
from services.triage.handlers.units import handed_back
from shared.contracts.intake import Received, Supplemented, Withdrawn
from shared.contracts.investigation import HandedBack
from shared.messaging.timers import TimerFired

REACTIONS: dict[type, Callable[..., Any]] = {
    Received: received,
    Supplemented: supplemented,
    Withdrawn: withdrawn,
    HandedBack: handed_back,
    TimerFired: unanswered,
    commands.Accept: accept,
    commands.Refuse: refuse,
    commands.Ask: ask,
    commands.Correct: correct,
    commands.Route: route,
    commands.Reassess: look_again,
}
