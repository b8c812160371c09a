"""The secrets of containers: made once into volumes, each container sees only its own; `python -m … /secrets` fills them."""

import json
import os
import shutil
import sys
from pathlib import Path

from deploy.installation.application import broker_topology, credentials, keys
from deploy.installation.application.credentials import SERVICES, Credentials
from deploy.installation.servers.databases import TEMPLATE

SERVICES_ACCOUNT = 10001
SHARED = ("public_keys.json", "session_secret")


def fill(root: Path, staff_file: Path | None = None, *, mode: str = "demo", account: int | None = SERVICES_ACCOUNT) -> None:
    """Make what is missing in `installation` and hand every other folder its part; services read theirs as this account.

    `staff_file` is the organisation's list of persons. Without one a demo has its own persons, and production has none.
    """
    master = root / "installation"
    secrets = credentials.ensure(master)
    keys.ensure(master)
    (root / "broker" / "definitions.json").write_text(json.dumps(broker_topology.of(secrets), indent=1))
    for service in SERVICES:
        _for_service(service, master, root / service, secrets)
        _write(root / service / "staff.json", _staff(master, staff_file, mode))
        if account is not None:
            _give(root / service, account)
        _for_database(service, root / f"{service}-database", secrets)


def _for_service(service: str, master: Path, folder: Path, secrets: Credentials) -> None:
    for name in SHARED:
        shutil.copy(master / name, folder / name)
    shutil.copy(master / f"{service}_private_key", folder / "private_key")
    if service == "intake":
        shutil.copy(master / "receipt_pepper", folder / "receipt_pepper")
    _write(folder / "database_url", f"postgresql://{service}:{secrets.database[service]}@{service}-database:5432/{service}")
    _write(folder / "amqp_url", f"amqp://{service}:{secrets.broker[service]}@rabbitmq:5672/")
    _write(folder / "management_url", f"http://observer:{secrets.observer}@rabbitmq:15672")


def _staff(master: Path, staff_file: Path | None, mode: str) -> str:
    given = staff_file.read_text(encoding="utf-8") if staff_file and staff_file.exists() else ""
    if given.strip():
        return given
    return "[]" if mode == "production" else (master / "staff.json").read_text(encoding="utf-8")


def _for_database(service: str, folder: Path, secrets: Credentials) -> None:
    """Write what the image of PostgreSQL reads at its first start; its own account has another number, so all may read."""
    role = f"CREATE ROLE {service} LOGIN PASSWORD '{secrets.database[service]}';"
    database = f"CREATE DATABASE {service} OWNER {service} {TEMPLATE};"
    closed = "".join(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;\n" for name in (service, "postgres", "template1"))
    (folder / "10-role.sql").write_text(f"{role}\n{database}\n{closed}")
    (folder / "superuser_password").write_text(secrets.superuser)


def _give(folder: Path, account: int) -> None:
    for path in (folder, *folder.iterdir()):
        os.chown(path, account, account)


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    fill(Path(sys.argv[1]), Path("/staff.json"), mode=os.environ.get("MODE", "demo"))
    print("keys and passwords are in their volumes")
