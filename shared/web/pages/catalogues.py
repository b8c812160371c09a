"""The words of the pages, read from gettext .po files at start: the web kit's and each service's own, merged."""

import gettext
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared.web.pages.languages import LANGUAGES


class Words:
    """The words of one language; what a catalogue does not know is said by its message id."""

    def __init__(self, language: str, translations: gettext.GNUTranslations) -> None:
        self.language = language
        self.translations = translations

    def say(self, message: str, **values: object) -> str:
        """The message in this language, with its `%(name)s` places filled."""
        said = self.translations.gettext(message)
        return said % values if values else said

    def knows(self, message: str) -> bool:
        """Whether the catalogue has words for this message id."""
        return self.translations.gettext(message) != message

    def label(self, family: str, value: str) -> str:
        """The words for one value of a family, `severity.major`; a value without words is shown as it is written."""
        message = f"{family}.{value}"
        return self.say(message) if self.knows(message) else str(value).replace("_", " ")


def read_words(folders: Iterable[Path]) -> dict[str, Words]:
    """Merge `<folder>/<language>.po` of all folders, for each language; two different texts for one message id are refused."""
    kept = list(folders)
    return {language: Words(language, _merged(language, kept)) for language in LANGUAGES}


def _merged(language: str, folders: Iterable[Path]) -> gettext.GNUTranslations:
    whole = Catalog(locale=language, charset="utf-8")
    for folder in folders:
        path = folder / f"{language}.po"
        if path.exists():
            _add(whole, path)
    binary = BytesIO()
    write_mo(binary, whole)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def _add(whole: Catalog, path: Path) -> None:
    with path.open("rb") as file:
        part = read_po(file, locale=whole.locale)
    for message in part:
        known = whole.get(message.id)
        if message.id and known and known.string != message.string:
            raise ValueError(f"{path}: “{message.id}” has another text in another catalogue; give one of them a message id of its own.")
        whole[message.id] = message
