"""An installation for the stories, and the people in it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import pytest

from tests.servers import PostgresServer, RabbitmqServer
from tests.servers.mail import MailServer
from tests.servers.system import System
from tests.stories import staff
from tests.stories.office import Office, moment
from tests.stories.people import Clock, Correspondent, Handler, TriageOfficer


class Offices:
    """The stories of all procedures share one installation as long as its clock only goes forward; else a new one is opened."""

    def __init__(self, postgres: PostgresServer, rabbitmq: RabbitmqServer, folders: pytest.TempPathFactory) -> None:
        self._servers = (postgres, rabbitmq)
        self._folders = folders
        self._opened: Office | None = None
        self._running = ExitStack()

    def on(self, morning: str) -> Office:
        """An installation in which it is this morning."""
        wanted = moment(morning)
        if self._opened is not None and self._opened.now < wanted:
            self._opened.move_clock(wanted)
            return self._opened
        self.close()
        self._opened = self._running.enter_context(self._office(wanted))
        return self._opened

    @contextmanager
    def _office(self, wanted: datetime) -> Iterator[Office]:
        postgres, rabbitmq = self._servers
        vhost = rabbitmq.create_vhost()
        with MailServer() as mail:
            office = Office(System(self._folders.mktemp("office"), postgres, vhost, mail.url), mail)
            try:
                office.open(wanted)
                yield office
            finally:
                office.close()
                vhost.delete()

    def close(self) -> None:
        self._opened = None
        self._running.close()


@pytest.fixture(scope="session")
def offices(postgres: PostgresServer, rabbitmq: RabbitmqServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    made = Offices(postgres, rabbitmq, tmp_path_factory)
    yield made
    made.close()


@pytest.fixture(scope="module")
def office(request: pytest.FixtureRequest, offices: Offices) -> Office:
    """Four services on the morning that the module names as `MORNING`."""
    return offices.on(request.module.MORNING)


@pytest.fixture
def clock(office: Office) -> Clock:
    return Clock(office)


@pytest.fixture
def triage_officer(office: Office) -> TriageOfficer:
    return TriageOfficer(office, staff.TRIAGE_OFFICER)


@pytest.fixture
def reviewer(office: Office) -> Handler:
    return Handler(office, staff.REVIEWER)


@pytest.fixture
def management(office: Office) -> Handler:
    return Handler(office, staff.MANAGEMENT)


@pytest.fixture
def correspondent(office: Office) -> Correspondent:
    return Correspondent(office, staff.CORRESPONDENT)
