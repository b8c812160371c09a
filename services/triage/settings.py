"""What an operator can set for triage."""

from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings
from shared.workdays import WorkingCalendar


class TriageSettings(ServiceSettings):
    """The common settings under the prefix `TRIAGE_`; triage needs none of its own."""

    model_config = SettingsConfigDict(env_prefix="TRIAGE_", extra="ignore", frozen=True)

    port: int = Field(8081, ge=0, le=65535, description="port to listen on; 0 takes a free one")

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working days that limits are counted in."""
        return WorkingCalendar.load()

    @cached_property
    def days(self) -> ZoneInfo:
        """The zone in which the organisation's days begin and end."""
        return ZoneInfo(self.zone)
