"""In which language a request is answered: `?lang=`, then the cookie, then Accept-Language."""

from starlette.requests import Request

from shared.web.wire.cookies import set_cookie

LANGUAGES = ("en", "zh")
_CHOSEN = "shared.web.language"
_YEAR = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """The language of this answer, `en` or `zh`; a choice by `?lang=` is remembered for a year."""
    if _CHOSEN not in request.scope:
        request.scope[_CHOSEN] = _asked_for(request) or preferred(request.headers.get("accept-language", ""))
    language: str = request.scope[_CHOSEN]
    return language


def preferred(accept_language: str, default: str = "en") -> str:
    """The best of our languages for an Accept-Language header; `zh-Hans-CN` counts as `zh`, anything unreadable as nothing."""
    best, best_quality = default, 0.0
    for entry in accept_language[:400].split(","):
        tag, _, parameter = entry.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        quality = _quality(parameter)
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best


def _asked_for(request: Request) -> str | None:
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        set_cookie(request, "lang", asked, secure=False, seconds=_YEAR)
        return asked
    kept = request.cookies.get("lang")
    return kept if kept in LANGUAGES else None


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(float(value), 1.0)
    except ValueError:
        return 0.0
