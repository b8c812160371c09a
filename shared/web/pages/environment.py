"""The templates of the kit and of a service, once for each language."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from shared.web.pages.catalogues import Words, read_words
from shared.web.pages.dates import say_date, say_moment
from shared.web.pages.languages import LANGUAGES, language_of

KIT = Path(__file__).parent.parent


class Pages:
    """Renders templates; `rooms` are folders of a service that hold `templates/` and `locale/`."""

    def __init__(self, rooms: Sequence[Path], zone: tzinfo, about: Mapping[str, Any]) -> None:
        self.zone = zone
        self.words = read_words([KIT / "locale", *(room / "locale" for room in rooms)])
        folders = [*(room / "templates" for room in rooms), KIT / "look" / "templates"]
        self._environments = {language: self._environment(folders, self.words[language]) for language in LANGUAGES}
        self._about = dict(about)

    def words_for(self, request: Request) -> Words:
        """The words in the language of this request."""
        return self.words[language_of(request)]

    def render(self, request: Request, template: str, **context: Any) -> str:
        """The template as HTML; every name in it must be given (StrictUndefined)."""
        found = self._environments[language_of(request)].get_template(template)
        return found.render(**self._about, request=request, **context)

    def _environment(self, folders: Sequence[Path], words: Words) -> Environment:
        environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(lang=words.language, word=words.label)
        environment.filters.update(self._filters(words.language))
        return environment

    def _filters(self, language: str) -> dict[str, Any]:
        return {
            "date": lambda day: say_date(day, language, self.zone),
            "datetime": lambda moment: say_moment(moment, language, self.zone),
            "say": lambda text: getattr(text, language),
        }


def page(request: Request, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """Answer with a page of this service: `page(request, "case.html", case=case)`."""
    pages: Pages = request.app.state.pages
    view = request.app.state.view(request)
    return HTMLResponse(pages.render(request, template, **view, **context), status)


def see_other(request: Request, path: str) -> RedirectResponse:
    """Answer a POST: 303 to a path of this service, `/cases/TS-…`; anything that could lead elsewhere is refused."""
    return RedirectResponse(local(request, path), 303)


def local(request: Request, path: str) -> str:
    """The address of one of this service's own paths, behind whatever prefix the proxy gives it."""
    if not is_local(path):
        raise ValueError("only a path of this service can be linked, beginning with one slash")
    return f"{request.scope.get('root_path', '')}{path}"


def own_path(request: Request) -> str:
    """The path that was asked for, without the prefix that a proxy put before it."""
    return request.url.path.removeprefix(request.scope.get("root_path", ""))


def is_local(path: str) -> bool:
    """Whether a path stays here: browsers read `//host` and a backslash as another host."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
