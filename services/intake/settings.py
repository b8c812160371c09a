"""What an operator can set for intake."""

from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.intake.decisions.receipts import Pepper
from shared.settings import ServiceSettings
from shared.workdays import WorkingCalendar


class IntakeSettings(ServiceSettings):
    """The common settings under the prefix `INTAKE_`, and what only intake needs."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_", extra="ignore", frozen=True)

    receipt_pepper: SecretStr = Field(min_length=32, description="32 or more random characters under which receipts are hashed")
    together: int = Field(50, ge=1, le=500, description="submissions at hand that share one commit")
    import_bytes: int = Field(64_000_000, ge=1_000, le=500_000_000, description="largest file of a bulk import")
    import_rows: int = Field(100_000, ge=1, le=1_000_000, description="most rows of a bulk import")
    import_chunk: int = Field(500, ge=1, le=5_000, description="rows of a bulk import that share one commit")
    imports_at_once: int = Field(4, ge=1, le=16, description="bulk imports that one process works on at the same time")
    guesses: int = Field(20, ge=1, le=10_000, description="wrong receipts from one address within ten minutes before it has to wait")

    @cached_property
    def pepper(self) -> Pepper:
        """The secret behind receipts."""
        return Pepper(self.receipt_pepper.get_secret_value().encode())

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working days that limits are counted in."""
        return WorkingCalendar.load()

    @cached_property
    def days(self) -> ZoneInfo:
        """The zone in which the organisation's days begin and end."""
        return ZoneInfo(self.zone)
