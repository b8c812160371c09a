"""What each service and program of the installation finds in its environment."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from deploy.installation.application.addresses import Addresses
from deploy.installation.application.credentials import SERVICES
from deploy.installation.servers.ports import LOOPBACK

# Besides its own settings a program sees only these of the person's environment.
PASSED_ON = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")


def given(service: str, name: str) -> str | None:
    """What the person who starts the installation set for a service, e.g. `NOTIFY_SMTP_URL`, as value or as file."""
    path = os.environ.get(f"{service}_{name}_FILE".upper())
    return os.environ.get(f"{service}_{name}".upper()) or (Path(path).read_text().strip() if path else None)


def basic_environment(clone: Path) -> dict[str, str]:
    """What every program of the installation sees."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(clone)}


def environment_of(service: str, clone: Path, secrets: Path, addresses: Addresses) -> dict[str, str]:
    """Everything a service needs; what the person set (`INTAKE_…`) comes last and so wins."""
    ours = {**_common(service, clone, secrets, addresses), **_own(service, secrets, addresses)}
    prefix = f"{service}_".upper()
    theirs = {name: value for name, value in os.environ.items() if name.startswith(prefix)}
    replaced = {name.removesuffix("_FILE") for name in theirs}
    kept = {f"{prefix}{name}": value for name, value in ours.items() if f"{prefix}{name}".removesuffix("_FILE") not in replaced}
    return {**basic_environment(clone), **kept, **theirs}


def _common(service: str, clone: Path, secrets: Path, addresses: Addresses) -> Mapping[str, str]:
    observer = {"MANAGEMENT_URL": addresses.observer_url} if addresses.observer_url else {}
    return observer | {
        "DATABASE_URL": addresses.databases[service],
        "AMQP_URL": addresses.brokers[service],
        "HOST": LOOPBACK,
        "PORT": str(addresses.ports[service]),
        "MODE": "demo",
        "PRIVATE_KEY_FILE": str(secrets / f"{service}_private_key"),
        "PUBLIC_KEYS_FILE": str(secrets / "public_keys.json"),
        "PROCEDURES_DIR": str(clone / "deploy" / "procedures"),
        "STAFF_FILE": str(secrets / "staff.json"),
        "SESSION_SECRET_FILE": str(secrets / "session_secret"),  # one for all, so that one sign-in opens every desk
        "LINKS": json.dumps({name: addresses.web(name) for name in SERVICES}),
    }


def _own(service: str, secrets: Path, addresses: Addresses) -> Mapping[str, str]:
    if service == "intake":
        return {"RECEIPT_PEPPER_FILE": str(secrets / "receipt_pepper")}
    if service == "notify":
        return {"SMTP_URL": addresses.smtp_url, "MAIL_FROM": "complaints@redress.example"}
    return {}
