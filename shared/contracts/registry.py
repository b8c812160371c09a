"""What an event is called, who says it and where it goes; the tables of all events stand in `catalogue`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

EVENTS_EXCHANGE = "complaints.events"
PUBLIC_EXCHANGE = "complaints.public"

type_prefix = "org.redress."


class Word(BaseModel):
    """A value inside an event. Unknown fields are ignored, so that a newer producer may add one."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Word):
    """A fact about one complaint, past tense, broadcast to the other services."""

    NAME: ClassVar[str]
    SOURCE: ClassVar[str]
    SUMMARY: ClassVar[str]

    complaint_id: UUID
    at: AwareDatetime


class PublicFact(Word):
    """A fact offered to other systems: codes, places and times, never text or persons."""

    NAME: ClassVar[str]
    SOURCE: ClassVar[str]
    SUMMARY: ClassVar[str]

    reference: str
    procedure: str
    edition: str
    kind: str
    channel: str
    category: str | None
    severity: str | None
    unit: str | None
    territory: str | None
    at: AwareDatetime


@dataclass(frozen=True)
class Contract:
    """One published shape: `name` is the routing key, `source` the only service that may say it."""

    name: str
    source: str
    audience: Literal["internal", "public"]
    model: type[Event] | type[PublicFact]
    summary: str

    @property
    def type(self) -> str:
        """The CloudEvents type, e.g. `org.redress.case.received.v1`."""
        return type_prefix + self.name

    @property
    def exchange(self) -> str:
        return EVENTS_EXCHANGE if self.audience == "internal" else PUBLIC_EXCHANGE


class Registry:
    """All contracts, found by the class of an event or by the name on the wire."""

    def __init__(self, models: list[type[Event] | type[PublicFact]]) -> None:
        self._by_model: dict[type, Contract] = {}
        self._by_name: dict[str, Contract] = {}
        for model in models:
            self.add(model)

    def add(self, model: type[Event] | type[PublicFact]) -> Self:
        """Take one more model in; a name or class that is already there is a mistake of the programmer."""
        audience: Literal["internal", "public"] = "internal" if issubclass(model, Event) else "public"
        contract = Contract(model.NAME, model.SOURCE, audience, model, model.SUMMARY)
        if model in self._by_model or contract.name in self._by_name:
            raise ValueError(f"the event {contract.name} is registered twice")
        self._by_model[model] = self._by_name[contract.name] = contract
        return self

    def of(self, event: BaseModel) -> Contract:
        """The contract of this event; KeyError when its class was never registered."""
        return self._by_model[type(event)]

    def named(self, name: str) -> Contract | None:
        """The contract on the wire under this name or CloudEvents type, None when unknown."""
        return self._by_name.get(name.removeprefix(type_prefix))

    def said_by(self, source: str) -> list[Contract]:
        """Every contract that this service may publish, internal ones first, in order of registration."""
        said = [contract for contract in self._by_name.values() if contract.source == source]
        return sorted(said, key=lambda contract: contract.audience)

    def __iter__(self) -> Iterator[Contract]:
        return iter(self._by_name.values())


def key_of(event: Event | PublicFact) -> str:
    """What keeps its order: the complaint for internal events, its public reference for public ones."""
    return str(event.complaint_id) if isinstance(event, Event) else event.reference
