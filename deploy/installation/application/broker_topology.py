"""Prints what exists on the broker, with the users of this installation; `python -m … FOLDER` reads the passwords there."""

import json
import sys
from pathlib import Path
from typing import Any

from deploy.installation.application import credentials
from deploy.installation.application.credentials import Credentials
from shared.messaging.topology import definitions


def of(secrets: Credentials) -> dict[str, Any]:
    """The topology with a user per service, the administrator, and the observer who may look at it and change nothing."""
    wanted = definitions({**secrets.broker, "admin": secrets.administrator})
    wanted["users"].append({"name": "observer", "password": secrets.observer, "tags": "monitoring,policymaker"})
    wanted["permissions"].append({"user": "observer", "vhost": "/", "configure": "^$", "write": "^$", "read": "^$"})
    return wanted


if __name__ == "__main__":
    json.dump(of(credentials.ensure(Path(sys.argv[1]))), sys.stdout, indent=1)
