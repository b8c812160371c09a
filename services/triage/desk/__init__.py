"""The desk's pages: what waits for a triage officer, and one assessment with its suggestion and orders."""

from services.triage.desk.pages import router

__all__ = ["router"]
