"""The account that servers run under: the person's own, or an unprivileged one when that person is root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = ("postgres", "rabbitmq", "nobody")  # the first that the machine knows


@dataclass(frozen=True)
class Account:
    """`name` is None for the person who runs the installation: nothing is changed then."""

    name: str | None
    uid: int
    gid: int

    def owns(self, folder: Path) -> Path:
        """Create the folder for this account alone, with all that may already lie in it."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.name is not None:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.uid, self.gid, follow_symlinks=False)
        folder.chmod(0o700)
        return folder

    def can_enter(self, folder: Path) -> bool:
        """Say whether every folder on the way there (those that exist) lets this account through."""
        return self.name is None or all(self._passes(step) for step in (folder, *folder.parents) if step.exists())

    def _passes(self, folder: Path) -> bool:
        status = folder.stat()
        bit = 0o100 if status.st_uid == self.uid else 0o010 if status.st_gid == self.gid else 0o001
        return bool(status.st_mode & bit)


def server_account() -> Account:
    """Root's servers run under the first unprivileged account there is, everybody else's under their own."""
    if os.geteuid() != 0:
        return Account(None, os.geteuid(), os.getegid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
