"""What an operator can set for notify."""

from functools import cached_property
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from services.notify.decisions.addresses import usable
from services.notify.decisions.days import Reckoning
from shared.settings import ServiceSettings
from shared.workdays import WorkingCalendar

SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class NotifySettings(ServiceSettings):
    """The common settings under the prefix `NOTIFY_`, and those of the mail server."""

    model_config = SettingsConfigDict(env_prefix="NOTIFY_", extra="ignore", frozen=True)

    port: int = Field(8083, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    smtp_url: SecretStr = Field(
        SecretStr("smtp://127.0.0.1:25"),
        description="smtp://[user:password@]host:port (TLS where the server offers it), smtp+starttls:// (TLS or nothing), smtps://",
    )
    mail_from: str = Field(
        "complaints@localhost",
        max_length=254,
        description="the address in whose name letters are sent and to which mail servers report",
    )
    smtp_connections: int = Field(2, ge=1, le=20, description="connections to the mail server that one process keeps busy at once")
    smtp_seconds: float = Field(30, gt=0, le=600, description="seconds to wait for the mail server before a letter's last line")
    smtp_answer_seconds: float = Field(
        300, gt=0, le=900, description="seconds to wait for its answer afterwards; whoever gives up here leaves a letter in doubt"
    )
    send_batch: int = Field(20, ge=1, le=50, description="notices that one connection claims at once; a crash leaves as many in doubt")
    send_poll_ms: int = Field(200, ge=10, le=60_000, description="milliseconds between looks for notices that wait")
    sender_dead_after: float = Field(15, ge=1, le=600, description="seconds without a sign of life after which a sender counts as dead")
    acknowledgements_per_day: int = Field(
        1, ge=1, le=1000, description="acknowledgements mailed to one address in a day, for complaints that no office registered"
    )

    @field_validator("mail_from")
    @classmethod
    def _one_address(cls, given: str) -> str:
        found = usable(given)
        if found is None:
            raise ValueError("give one plain address such as complaints@example.org")
        return found

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, given: SecretStr) -> SecretStr:
        place = urlsplit(given.get_secret_value())
        if place.scheme not in SMTP_SCHEMES or not place.hostname:
            raise ValueError(f"give the mail server as scheme://host:port with one of the schemes {', '.join(SMTP_SCHEMES)}")
        return given

    @cached_property
    def days(self) -> Reckoning:
        """How the organisation counts days."""
        return Reckoning(WorkingCalendar.load(), ZoneInfo(self.zone))
