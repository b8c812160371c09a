"""Keys, persons and settings of an installation."""

import hashlib
import json
from pathlib import Path

import pytest

from deploy.installation.application import credentials, keys, volumes
from deploy.installation.application.addresses import Addresses
from deploy.installation.application.settings import environment_of
from deploy.installation.places import Places
from deploy.installation.servers.account import Account
from services.intake.settings import IntakeSettings
from shared.settings import from_environment

SERVICES = credentials.SERVICES
ADDRESSES = Addresses(
    ports=dict(zip(SERVICES, range(8080, 8084), strict=True)),
    databases={service: f"postgresql://{service}:x@127.0.0.1:5432/{service}" for service in SERVICES},
    brokers={service: f"amqp://{service}:x@127.0.0.1:5672/" for service in SERVICES},
    smtp_url="smtp://127.0.0.1:2525",
    observer_url="http://observer:x@127.0.0.1:15672",
)


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    for _ in range(2):
        keys.ensure(tmp_path)
        credentials.ensure(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    keys.ensure(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o600"}


def test_services_learn_only_digests_of_the_persons_tokens(tmp_path: Path) -> None:
    keys.ensure(tmp_path)
    clear = {person["id"]: person["token"] for person in json.loads((tmp_path / "persons.json").read_text())}
    hashed = {person["id"]: person["token_sha256"] for person in json.loads((tmp_path / "staff.json").read_text())}
    assert len(clear) == 8
    assert hashed == {name: hashlib.sha256(token.encode()).hexdigest() for name, token in clear.items()}
    assert not any(token in (tmp_path / "staff.json").read_text() for token in clear.values())


def test_a_service_starts_with_the_settings_of_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.ensure(tmp_path)
    for name, value in environment_of("intake", tmp_path, tmp_path, ADDRESSES).items():
        monkeypatch.setenv(name, value)
    settings = from_environment(IntakeSettings)
    assert settings.mode == "demo"
    assert settings.links["notify"] == "http://127.0.0.1:8083"
    assert settings.receipt_pepper.get_secret_value() == (tmp_path / "receipt_pepper").read_text()


def test_what_the_person_sets_wins_in_either_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SMTP_URL", "smtp://mail.example:25")
    monkeypatch.setenv("NOTIFY_DATABASE_URL_FILE", "/elsewhere/url")
    environment = environment_of("notify", tmp_path, tmp_path, ADDRESSES)
    assert environment["NOTIFY_SMTP_URL"] == "smtp://mail.example:25"
    assert environment["NOTIFY_DATABASE_URL_FILE"] == "/elsewhere/url"
    assert "NOTIFY_DATABASE_URL" not in environment


def test_a_service_sees_no_setting_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_RECEIPT_PEPPER", "secret of intake")
    assert not [name for name in environment_of("triage", tmp_path, tmp_path, ADDRESSES) if name.startswith("INTAKE_")]


@pytest.fixture
def empty_volumes(tmp_path: Path) -> Path:
    for name in ("installation", "broker", *SERVICES, *(f"{service}-database" for service in SERVICES)):
        (tmp_path / name).mkdir()
    return tmp_path


def test_in_production_only_persons_of_the_organisation_may_sign_in(empty_volumes: Path, tmp_path: Path) -> None:
    volumes.fill(empty_volumes, mode="production", account=None)
    assert (empty_volumes / "triage" / "staff.json").read_text() == "[]"
    given = tmp_path / "our-staff.json"
    given.write_text('[{"id": "zhou", "name": "周"}]', encoding="utf-8")
    volumes.fill(empty_volumes, given, mode="production", account=None)
    assert (empty_volumes / "triage" / "staff.json").read_text(encoding="utf-8") == given.read_text(encoding="utf-8")


def test_each_container_sees_its_own_secrets_only(empty_volumes: Path) -> None:
    tmp_path = empty_volumes
    volumes.fill(tmp_path, account=None)
    secrets = credentials.ensure(tmp_path / "installation")
    seen = "".join(path.read_text() for path in (tmp_path / "triage").iterdir())
    assert secrets.database["triage"] in seen
    assert secrets.database["intake"] not in seen
    assert secrets.administrator not in seen
    assert "private_key" not in {path.name for path in (tmp_path / "triage-database").iterdir()}


def test_servers_go_elsewhere_when_their_account_cannot_enter_the_clone(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inside = closed / "clone"
    inside.mkdir(parents=True)
    closed.chmod(0o700)
    stranger = Account("nobody", 65534, 65534)
    assert not stranger.can_enter(inside)
    assert Account(None, 0, 0).can_enter(inside)
    assert Places(inside).run == inside / ".run"
