"""System packages: installed when the person may do so, otherwise named with the exact line for an administrator."""

import os
import shutil
import subprocess
from pathlib import Path

from deploy.installation.console import Stopped

# The package's own node is not wanted: a policy for the time of the installation keeps it from being started.
INSTALL = """
set -e
if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
fi
export DEBIAN_FRONTEND=noninteractive
apt-get install -y --no-install-recommends "$@" || { apt-get update && apt-get install -y --no-install-recommends "$@"; }
"""
BY_HAND = {
    "apt-get": "sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}",
    "dnf": "sudo dnf install -y {names}",
    "zypper": "sudo zypper install -y {names}",
    "apk": "sudo apk add {names}",
    "brew": "brew install {names}",
}


def may_install() -> bool:
    """Say whether packages can be installed without asking: apt-get is there and the person is root or has sudo without password."""
    return shutil.which("apt-get") is not None and _as_root() is not None


def install(*names: str, log: Path) -> None:
    """Install Debian packages; `Stopped` tells the line for an administrator when that is not possible."""
    before = _as_root()
    if before is None or not shutil.which("apt-get"):
        raise Stopped(by_hand(*names))
    with log.open("ab") as output:
        command = [*before, "sh", "-c", INSTALL, "install", *names]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
    if done.returncode:
        raise Stopped(f"{' '.join(names)} could not be installed; read {log}. {by_hand(*names)}")


def by_hand(*names: str) -> str:
    """The sentence with the line that an administrator has to type."""
    tool = next((name for name in BY_HAND if shutil.which(name)), "apt-get")
    return f"An administrator installs it with:\n    {BY_HAND[tool].format(names=' '.join(names))}\n(请管理员执行上面这一行。)"


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
