"""A request that cannot be taken as it is."""

from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException

from shared.errors import Problem


class Rejected(HTTPException):
    """The request cannot be taken as it is: `code` names the problem type, whose words stand in the catalogues.

    An HTTPException, because FastAPI turns anything else that is raised while it reads a body into a bare 400.
    """

    def __init__(self, status: int, code: str, *, errors: Sequence[Problem] = (), headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, code, headers)
        self.code = code
        self.errors = tuple(errors)
