"""The eight persons of the demo: invented, each with a random token that is stored only as its digest."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...]


COMPANY = ("customer-service", "quality", "stores", "logistics", "after-sales", "finance", "operations", "technical", "personnel")
REGULATOR = (
    *("qingxi", "qingxi-chengguan-station", "qingxi-shiqiao-station"),
    *("dongling", "dongling-xincheng-station", "dongling-laojie-station", "dongling-gangqu-branch"),
)
ABOVE_ALL = ("headquarters", "management", "yunzhou")
PERSONS = (
    Person("chen-jing", "陈静 Chen Jing", ("clerk",), ()),
    Person("wang-min", "王敏 Wang Min", ("triage_officer",), ()),
    Person("li-guohua", "李国华 Li Guohua", ("investigator",), REGULATOR),
    Person("sarah-miller", "Sarah Miller 萨拉·米勒", ("investigator",), COMPANY),
    Person("zhao-lei", "赵磊 Zhao Lei", ("reviewer",), ABOVE_ALL),
    Person("david-brown", "David Brown 大卫·布朗", ("supervisor",), ABOVE_ALL),
    Person("liu-yan", "刘燕 Liu Yan", ("correspondent",), ()),
    Person("emma-clark", "Emma Clark 艾玛·克拉克", ("administrator",), ()),
)


def issue(persons: tuple[Person, ...]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give every person a random token: the list with clear tokens, and the one for the services with digests."""
    clear, hashed = [], []
    for person in persons:
        token = secrets.token_urlsafe(24)
        public = {"id": person.id, "name": person.name, "roles": list(person.roles), "units": list(person.units)}
        clear.append({**public, "token": token})
        hashed.append({**public, "token_sha256": hashlib.sha256(token.encode()).hexdigest(), "demo": True})
    return clear, hashed
