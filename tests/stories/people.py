"""The people at the desks, and what they do, each under the name that the procedures give it."""

from datetime import date, timedelta
from typing import Any

from tests.stories.complainants import Branch, Complainant, Complaint
from tests.stories.office import Office, SaidNo, moment

__all__ = ["Branch", "Clock", "Complainant", "Complaint", "Correspondent", "Handler", "SaidNo", "TriageOfficer"]

Found = dict[str, Any]
OLD_VERSION = 412


class Clock:
    """The clock on the wall of the office."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def moves(self, **by: float) -> None:
        """Let this much time pass."""
        self._office.move_clock(self._office.now + timedelta(**by))

    def moves_to(self, written: str) -> None:
        """Let it become this time of the office, such as `2026-05-20 09:00`."""
        self._office.move_clock(moment(written))


class Staff:
    """Somebody who signed in."""

    def __init__(self, office: Office, person: str) -> None:
        self.office = office
        self.id = person
        self.headers = {"Authorization": f"Bearer {office.system.person_token(person)}", "Accept-Language": "en"}

    def _acts(self, service: str, path: str, verb: str, body: Found) -> Found:
        """Order something about what was just looked at; when something was heard in between, look again."""
        for _ in range(5):
            seen = self.office.ask(service, path, self.headers)
            assert seen.status_code == 200, seen.text
            try:
                answer: Found = self.office.tell(service, f"{path}/{verb}", body, {**self.headers, "If-Match": seen.headers["ETag"]})
            except SaidNo as refusal:
                if refusal.status != OLD_VERSION:
                    raise
            else:
                return answer
        raise AssertionError(f"{path} never stands still")


class TriageOfficer(Staff):
    """Assesses what no rule decides."""

    def desk(self) -> list[Found]:
        """What waits, the most urgent first."""
        listed: list[Found] = self.office.ask("triage", "/api/v1/assessments", self.headers, limit="200").json()["items"]
        return listed

    def finds(self, complaint: Complaint, state: str = "waiting") -> Found:
        """The assessment of this complaint, as soon as it stands so."""
        listed = self.office.until(lambda: self._in_state(complaint, state), f"{complaint.reference} is {state} at triage")
        found: Found = self.office.ask("triage", f"/api/v1/assessments/{listed['id']}", self.headers).json()
        return found

    def _in_state(self, complaint: Complaint, state: str) -> Found | None:
        found = self.office.ask("triage", "/api/v1/assessments", self.headers, reference=complaint.reference).json()["items"]
        return next((one for one in found if one["state"] == state), None)

    def accepts(self, complaint: Complaint, **otherwise: str) -> Found:
        """Take it on as the rules suggest, save what is named otherwise."""
        found = self.finds(complaint)
        suggested = {name: found[name] for name in ("category", "severity", "urgency", "unit")}
        return self._orders(found, "accept", {**suggested, **otherwise})

    def refuses(self, complaint: Complaint, ground: str) -> Found:
        return self._orders(self.finds(complaint), "refuse", {"ground": ground})

    def asks(self, complaint: Complaint, question: str) -> Found:
        return self._orders(self.finds(complaint), "ask", {"question": question})

    def routes(self, complaint: Complaint, unit: str, **more: str) -> Found:
        """Hand it over after a unit handed it back."""
        return self._orders(self.finds(complaint, "handed_back"), "route", {"unit": unit, **more})

    def corrects(self, complaint: Complaint, state: str = "routed", **more: str) -> Found:
        return self._orders(self.finds(complaint, state), "correct", more)

    def _orders(self, found: Found, verb: str, body: Found) -> Found:
        return self._acts("triage", f"/api/v1/assessments/{found['id']}", verb, body)


class Handler(Staff):
    """Whoever works on cases: investigator, reviewer, supervisor."""

    def sees(self, complaint: Complaint) -> Found | None:
        """The case, None when there is no such case for this person."""
        answer = self.office.ask("investigation", f"/api/v1/cases/{complaint.reference}", self.headers)
        return None if answer.status_code == 404 else answer.json()

    def opens(self, complaint: Complaint, stage: str | None = None) -> Found:
        """The case, as soon as it is on this person's desk (and stands so)."""

        def look() -> Found | None:
            case = self.sees(complaint)
            return case if case and stage in (None, case["stage"]) else None

        return self.office.until(look, f"the case of {complaint.reference} is {stage or 'there'} for {self.id}")

    def clock(self, complaint: Complaint, code: str) -> Found:
        """One clock of the case as the case page shows it."""
        clocks = [clock for clock in self.opens(complaint)["clocks"] if clock["code"] == code]
        assert clocks, f"no clock {code} was started"
        return dict(clocks[0])

    def history(self, complaint: Complaint, *facts: str) -> list[Found]:
        """The entries of the case's history, oldest first; of these facts where some are named."""
        return [entry for entry in self.opens(complaint)["history"] if not facts or entry["fact"] in facts]

    def does(self, complaint: Complaint, verb: str, **body: Any) -> Found:
        """Any operation of the desk by its name."""
        self.opens(complaint)
        return self._acts("investigation", f"/api/v1/cases/{complaint.reference}", verb, body)

    def takes(self, complaint: Complaint) -> Found:
        return self.does(complaint, "take")

    def concludes(self, complaint: Complaint, allegation: str, value: str, **more: str) -> Found:
        return self.does(complaint, "finding", allegation=allegation, value=value, **more)

    def orders(self, complaint: Complaint, kind: str, text: str, *, owner: str | None = None, due: date | None = None) -> Found:
        """A measure: what is to be carried out, by whom, until when."""
        return self.does(complaint, "measure", kind=kind, text=text, owner=owner, due=due and due.isoformat())

    def asks(self, complaint: Complaint, question: str) -> Found:
        return self.does(complaint, "ask", question=question)

    def reports(self, complaint: Complaint, note: str) -> Found:
        return self.does(complaint, "progress", note=note)

    def decides(self, complaint: Complaint, outcome: str, reasons: str) -> Found:
        return self.does(complaint, "decide", outcome=outcome, reasons=reasons)

    def closes(self, complaint: Complaint) -> Found:
        return self.does(complaint, "close")

    def hands_back(self, complaint: Complaint, reason: str, text: str) -> Found:
        return self.does(complaint, "hand-back", reason=reason, text=text)


class Correspondent(Staff):
    """Telephones, and posts letters."""

    def tasks(self, complaint: Complaint) -> list[Found]:
        """What a person still has to carry to this complainant."""
        return [notice for notice in self.notices(complaint) if notice["state"] == "task"]

    def notices(self, complaint: Complaint) -> list[Found]:
        """Every notice of this complaint, as it is kept."""
        answer = self.office.ask("notify", "/api/v1/notices", self.headers, reference=complaint.reference, limit="200")
        listed: list[Found] = answer.json()["items"] if answer.status_code == 200 else []
        return listed

    def finds(self, complaint: Complaint, about: str, road: str) -> Found:
        """The task to tell this by this road, as soon as it is there."""

        def look() -> Found | None:
            tasks = self.tasks(complaint)
            return next((task for task in tasks if (task["about"], task["channel"]) == (about, road)), None)

        return self.office.until(look, f"a task: {about} by {road}")

    def takes_up(self, task: Found) -> Found:
        """Do it now; whoever does is shown where to reach the complainant."""
        self._acts("notify", f"/api/v1/notices/{task['id']}", "take", {})
        return self.reads(task)

    def reads(self, notice: Found) -> Found:
        """One notice with its letter and what happened to it."""
        found: Found = self.office.ask("notify", f"/api/v1/notices/{notice['id']}", self.headers).json()
        return found

    def reports_done(self, task: Found, note: str) -> Found:
        self._acts("notify", f"/api/v1/notices/{task['id']}", "done", {"note": note})
        return self.reads(task)
