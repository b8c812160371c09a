"""The doors of a desk: dependencies that let a signed-in person in and turn others away."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.web.problems.rejected import Rejected
from shared.web.staff.persons import Person, StaffList
from shared.web.staff.sessions import session_of

_PERSON = "shared.web.person"
_BEARER = HTTPBearer(auto_error=False, description="API token of a member of staff")


def person_of(request: Request) -> Person | None:
    """The person behind this request: by `Authorization: Bearer <token>`, else by the session cookie; None for a visitor."""
    if _PERSON not in request.scope:
        request.scope[_PERSON] = _found(request)
    person: Person | None = request.scope[_PERSON]
    return person


def current_person(request: Request, _token: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)] = None) -> Person:
    """Dependency: the person behind this request; programs without one get 401, browsers are sent to /sign-in."""
    person = person_of(request)
    if person is None:
        raise Rejected(401, "sign_in_needed", headers={"WWW-Authenticate": "Bearer"})
    return person


def require(*roles: str) -> Callable[..., Person]:
    """Dependency: the person, who must have at least one of the roles (403 otherwise)."""

    def allowed(person: Annotated[Person, Depends(current_person)]) -> Person:
        if person.roles.isdisjoint(roles):
            raise Rejected(403, "role_missing")
        return person

    return allowed


def _found(request: Request) -> Person | None:
    staff: StaffList = request.app.state.staff
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return staff.holding(token.strip()) if scheme.lower() == "bearer" else None
    session = session_of(request)
    return staff.person(session.person) if session else None
