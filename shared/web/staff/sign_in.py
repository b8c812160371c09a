"""The sign-in page: one click in a demo, an API token in production; sign-out."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from shared.web.pages.environment import is_local, page, see_other
from shared.web.pages.forms import Fields, read_form
from shared.web.staff.persons import Person, StaffList
from shared.web.staff.sessions import Sessions

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def show(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name people see in the address
    """The form, with the demo persons where this is a demo."""
    return _form(request, next, refused=False)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Begin a session and go where the person wanted to; a wrong token shows the form again."""
    fields = await read_form(request)
    person = _recognised(request, fields)
    if person is None:
        return _form(request, fields.one("next", "/"), refused=True)
    _sessions(request).begin(request, person.id)
    return see_other(request, _inside(fields.one("next", "/")))


@router.post("/sign-out")
async def sign_out(request: Request) -> RedirectResponse:
    """End the session."""
    await read_form(request)
    _sessions(request).end(request)
    return see_other(request, "/sign-in")


def _recognised(request: Request, fields: Fields) -> Person | None:
    staff: StaffList = request.app.state.staff
    if fields.one("person"):
        return staff.person(fields.one("person")) if fields.one("person") in {entry.id for entry in staff.demo_entries()} else None
    return staff.holding(fields.one("token"))


def _form(request: Request, after: str, *, refused: bool) -> Response:
    staff: StaffList = request.app.state.staff
    return page(request, "sign_in.html", 422 if refused else 200, persons=staff.demo_entries(), after=_inside(after), refused=refused)


def _inside(path: str) -> str:
    """The page to go on with; an address that leads elsewhere becomes the first page."""
    return path if is_local(path) else "/"


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions
