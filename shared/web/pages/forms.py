"""Forms: fields read within limits, a token that only our own page can send, an id that makes a double click one decision."""

from collections.abc import Mapping, Sequence
from secrets import token_urlsafe

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request

from shared.errors import Problem
from shared.web.pages.signing import Signer
from shared.web.problems.rejected import Rejected
from shared.web.staff.sessions import session_of
from shared.web.wire.cookies import set_cookie
from shared.web.wire.site import site_of

_MOST_FIELDS = 200
_VISITOR = "visitor"
_SEED = "shared.web.visitor"


class Fields:
    """What a form sent: texts with plain line feeds and without NUL."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = {name: [text.replace("\r\n", "\n") for text in texts] for name, texts in values.items()}

    def one(self, name: str, default: str = "") -> str:
        """The last value of the field, without white space around it."""
        return self.all(name)[-1].strip() if self.all(name) else default

    def all(self, name: str) -> Sequence[str]:
        """Every value of the field, as for boxes of the same name."""
        return self._values.get(name, [])

    def form_id(self) -> str:
        """The id the page was made with: the idempotency key of what is decided with it."""
        return self.one("form_id")[:255]


async def read_form(request: Request) -> Fields:
    """Read an urlencoded form whose token proves that one of our pages sent it (403 otherwise)."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise Rejected(415, "not_a_form")
    fields = fields_of(await request.form(max_fields=_MOST_FIELDS))
    check_token(request, fields)
    return fields


def fields_of(form: FormData) -> Fields:
    """The text fields of a form; a NUL character, which no database text can hold, is refused with 422."""
    values: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    touched = [name for name, texts in values.items() if any("\0" in text for text in (name, *texts))]
    if touched:
        raise Rejected(422, "invalid", errors=[Problem("/", "nul_character", "NUL")])
    return Fields(values)


def check_token(request: Request, fields: Fields) -> None:
    """Refuse a form that does not carry the token made for this browser."""
    bound = _bound_to(request)
    if bound is None or not _signer(request).fits("form", bound, fields.one("csrf")):
        raise Rejected(403, "form_expired")


def form_fields(request: Request) -> Markup:
    """The two hidden fields every form begins with."""
    bound = _bound_to(request) or _new_visitor(request)
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format("csrf", _signer(request).mark("form", bound)) + field.format("form_id", token_urlsafe(16))


def _bound_to(request: Request) -> str | None:
    """What the token is bound to: the staff session, or a random cookie of a visitor."""
    session = session_of(request)
    return session.id if session else request.scope.get(_SEED) or request.cookies.get(_visitor_cookie(request))


def _new_visitor(request: Request) -> str:
    visitor: str = request.scope.setdefault(_SEED, token_urlsafe(16))
    set_cookie(request, _visitor_cookie(request), visitor, secure=site_of(request).secure)
    return visitor


def _visitor_cookie(request: Request) -> str:
    return f"__Host-{_VISITOR}" if site_of(request).secure else _VISITOR


def _signer(request: Request) -> Signer:
    site = site_of(request)
    return Signer(site.secret or site.random_secret)
