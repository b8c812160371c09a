"""What every page of a service knows without being told: the person, the language links, addresses, the form fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from shared.web.pages.environment import local, own_path
from shared.web.pages.forms import form_fields
from shared.web.pages.languages import LANGUAGES
from shared.web.staff.doors import person_of
from shared.web.staff.persons import Person
from shared.web.wire.site import Link

View = Callable[[Request], Mapping[str, Any]]


def view_with(navigation: Sequence[Link], addresses: Mapping[str, str]) -> View:
    """The function that gives a template its everyday names; `addresses` maps a static file's name to its hashed path."""

    def view(request: Request) -> dict[str, Any]:
        person = person_of(request)
        return {
            "person": person,
            "navigation": [link for link in navigation if _is_open(link, person)],
            "at": lambda path: local(request, path),
            "static": lambda name: local(request, addresses[name]),
            "form_fields": lambda: form_fields(request),
            "languages": [(language, str(request.url.include_query_params(lang=language).query)) for language in LANGUAGES],
            "path": own_path(request),
        }

    return view


def _is_open(link: Link, person: Person | None) -> bool:
    return person is not None and (not link.roles or not link.roles.isdisjoint(person.roles))
