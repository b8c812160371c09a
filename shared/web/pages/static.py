"""The style sheet and the script, held in memory and addressed by their content."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import NotFound

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


class StaticFiles:
    """The files of `<folder>` for all folders given; read once, so that no path from outside ever reaches the disk."""

    def __init__(self, folders: Iterable[Path]) -> None:
        paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()) if path.suffix in _TYPES]
        self._files = {path.name: path.read_bytes() for path in paths}
        self.addresses = {name: f"/static/{name}?v={_digest(content)}" for name, content in self._files.items()}
        self.router = APIRouter(include_in_schema=False)
        self.router.add_api_route("/static/{name}", self.send, methods=["GET", "HEAD"])

    async def send(self, request: Request, name: str) -> Response:
        """The file; kept for ever by browsers that asked with the digest of its content."""
        content = self._files.get(name)
        if content is None:
            raise NotFound
        current = request.query_params.get("v") == _digest(content)
        headers = {"Cache-Control": _FOR_EVER if current else "no-cache"}
        return Response(content, headers=headers, media_type=_TYPES[Path(name).suffix])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
