"""What an operator can set for every service; each service adds its own and reads nothing else from the environment."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Mode = Literal["production", "demo"]
S = TypeVar("S", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """Settings common to the services. The prefix is the service's name, e.g. `INTAKE_DATABASE_URL`.

    Every secret can be given as a file instead: `INTAKE_DATABASE_URL_FILE=/run/secrets/intake-database-url`.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: SecretStr = Field(description="postgresql://user:password@host:port/database of this service alone")
    amqp_url: SecretStr = Field(description="amqp://user:password@host:port/vhost of the broker")
    management_url: SecretStr | None = Field(
        None,
        description="http://user:password@host:port of the broker's management API; with it readiness checks policies and bindings too",
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    mode: Mode = Field("production", description="demo offers one-click persons and binds to loopback only")
    private_key: SecretStr = Field(description="base64 of the 32-byte X25519 private key of this service")
    public_keys_file: Path = Field(description="JSON file with the public keys of all readers")
    procedures_dir: Path = Field(Path("deploy/procedures"), description="folder of the procedure packs")
    staff_file: Path | None = Field(None, description="JSON file of the staff persons who may sign in")
    session_secret: SecretStr | None = Field(None, description="signs session cookies; a random one per process when absent")
    links: Annotated[dict[str, str], Field(default_factory=dict, description="JSON: outside base URL of each service, for plain links")]
    trusted_hosts: Annotated[
        list[str], Field(default_factory=list, description="JSON list of host names that requests may name; empty means any")
    ]
    behind_loopback: bool = Field(
        default=False, description="a demo that listens on all addresses inside a container is published on loopback only"
    )
    secure_cookies: bool = Field(default=False, description="cookies travel by HTTPS only; set it behind a proxy that speaks TLS")
    log_format: Literal["json", "console"] = Field("json", description="json for machines, console for people")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least severity that is printed")
    otlp_endpoint: str | None = Field(None, description="OTLP/HTTP endpoint of a trace collector; traces stay inside when absent")
    zone: str = Field("Asia/Shanghai", description="time zone of the organisation, in which its days begin and end")
    relay_poll_ms: int = Field(100, ge=10, le=60_000, description="milliseconds between looks into the outbox when nothing wakes the relay")
    prefetch: int = Field(100, ge=1, le=2000, description="messages the broker hands out at once")
    batch: int = Field(50, ge=1, le=500, description="messages at hand that share one transaction")
    pool_size: int = Field(8, ge=2, le=100, description="database connections of one process")
    simulated_clock_file: Path | None = Field(
        None, description="tests and simulations: file with the seconds by which the clock is moved; refused in production"
    )

    def shown(self) -> dict[str, Any]:
        """The effective settings with secrets masked, as `--check-config` prints them."""
        return self.model_dump(mode="json")


def from_environment(kind: type[S]) -> S:
    """Read the settings of one service from the environment; `*_FILE` variables name files that hold the value."""
    prefix = str(kind.model_config.get("env_prefix", ""))
    return kind(**_from_files(prefix, kind))


def _from_files(prefix: str, kind: type[ServiceSettings]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for field in kind.model_fields:
        path = os.environ.get(f"{prefix}{field}_file".upper())
        if path and f"{field}_file" not in kind.model_fields:
            given[field] = Path(path).read_text().strip()
    return given
