"""The people outside the desks: complainants, and the branch offices that register what they say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.stories.office import Office

CASE_WORDS = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True)
class Complaint:
    """What a submission is answered with: the number people quote and the secret that opens the dialogue."""

    reference: str
    receipt: str
    received_at: datetime
    next: dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """One letter as its complainant reads it."""

    about: str
    subject: str
    text: str

    def says(self, *words: str) -> bool:
        missing = [word for word in words if word not in self.subject + self.text]
        assert not missing, f"the letter does not say {missing}:\n{self.subject}\n\n{self.text}"
        return True


class Complainant:
    """Somebody with one complaint; hears by e-mail, by telephone, by letter or in the portal alone."""

    def __init__(self, office: Office, *, language: str = "zh", name: str | None = None, **road: str) -> None:
        self.office = office
        self.language = language
        self.name = name
        self.contact = [{"channel": channel, "value": value} for channel, value in road.items()]
        self.complaint: Complaint | None = None

    @property
    def reference(self) -> str:
        return self._own().reference

    def submits(self, procedure: str, narrative: str, **more: Any) -> Complaint:
        """Hand it in at the public door."""
        return self._submitted(procedure, narrative, {}, more)

    def is_registered_by(self, branch: "Branch", procedure: str, narrative: str, **more: Any) -> Complaint:
        """A branch office writes down what was said, sent or handed over there."""
        return self._submitted(procedure, narrative, {"Authorization": f"Bearer {branch.key}"}, more)

    def _submitted(self, procedure: str, narrative: str, headers: dict[str, str], more: dict[str, Any]) -> Complaint:
        body = {"procedure": procedure, "narrative": narrative, "language": self.language, **self._about_me(), **more}
        told = self.office.tell("intake", "/api/v1/complaints", body, headers)
        received_at = datetime.fromisoformat(told["received_at"])
        self.complaint = Complaint(told["reference"], told["receipt"], received_at, told["next"])
        return self.complaint

    def _about_me(self) -> dict[str, Any]:
        named = {"identity": "named", "complainant": {"name": self.name}} if self.name else {"identity": "anonymous"}
        return named | ({"contact": self.contact[0]} if self.contact else {})

    def looks(self) -> dict[str, Any]:
        """How the complaint stands, as its complainant sees it."""
        headers = {"Receipt": self._own().receipt, "Accept-Language": CASE_WORDS[self.language]}
        answer = self.office.ask("intake", f"/api/v1/complaints/{self.reference}", headers)
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    def sees(self, status: str) -> dict[str, Any]:
        """Look until the complaint stands so."""
        return self.office.until(lambda: (seen := self.looks())["status"] == status and seen, f"{self.reference} is {status}")

    def receives(self, about: str, times: int = 1) -> Letter:
        """The latest letter of this kind. Told means: it stands in the portal and came once by e-mail where there is an address."""
        self.office.until(lambda: len(self.letters(about)) >= times, f"{about} for {self.reference}")
        letter = self.letters(about)[-1]
        if self._mailbox:
            self.office.until(lambda: self.office.mails_to(self._mailbox, letter.subject), f"mail “{letter.subject}”")
        self.office.settle()
        assert len(self.letters(about)) == times
        self._came_by_mail_once(letter)
        return letter

    def _came_by_mail_once(self, letter: Letter) -> None:
        if self._mailbox:
            (mail,) = self.office.mails_to(self._mailbox, letter.subject)
            assert mail.message.get_content().splitlines() == letter.text.splitlines()

    @property
    def _mailbox(self) -> str:
        return next((road["value"] for road in self.contact if road["channel"] == "email"), "")

    def letters(self, about: str | None = None) -> list[Letter]:
        """Every letter that stands in the portal, oldest first."""
        said = [message for message in self.looks()["messages"] if message["subject"] is not None]
        return [Letter(one["about"], one["subject"], one["text"]) for one in said if about in (None, one["about"])]

    def writes(self, text: str) -> None:
        self._acts("messages", text=text)

    def withdraws(self, reason: str) -> None:
        self._acts("withdrawal", reason=reason)

    def appeals(self, reasons: str) -> None:
        self._acts("appeal", reasons=reasons)

    def rates(self, score: int, comment: str) -> None:
        self._acts("rating", score=score, comment=comment)

    def _acts(self, what: str, **body: Any) -> None:
        self.office.tell("intake", f"/api/v1/complaints/{self.reference}/{what}", body, {"Receipt": self._own().receipt})

    def _own(self) -> Complaint:
        assert self.complaint is not None, "nothing was submitted yet"
        return self.complaint


class Branch:
    """A branch office with a key of its own; it may say by which channel and when a complaint came."""

    def __init__(self, office: Office, name: str) -> None:
        self.office = office
        self.key = office.system.branch_key(name).read_text().strip()

    def hours_ago(self, hours: float) -> str:
        """A time for `received_at`."""
        return (self.office.now - timedelta(hours=hours)).isoformat()
