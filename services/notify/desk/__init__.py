"""The desk's pages: calls and letters to make, doubts to decide, and the kept letters of a complaint."""

from services.notify.desk.pages import router

__all__ = ["router"]
