"""What an operator can set for investigation."""

from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.investigation.decisions.clocks.time_limits import OfficeTime
from shared.settings import ServiceSettings
from shared.workdays import WorkingCalendar


class InvestigationSettings(ServiceSettings):
    """Read from `INVESTIGATION_…`."""

    model_config = SettingsConfigDict(env_prefix="INVESTIGATION_")

    port: int = Field(8082, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    calendar_file: Path | None = Field(None, description="YAML of days off and make-up working days; the State Council's when absent")

    @cached_property
    def office(self) -> OfficeTime:
        """The organisation's working days and time zone."""
        calendar = WorkingCalendar.load(self.calendar_file) if self.calendar_file else WorkingCalendar.load()
        return OfficeTime(calendar, ZoneInfo(self.zone))
