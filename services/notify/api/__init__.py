"""The desk's JSON operations: lists, one notice with its letter and history, and what a correspondent orders."""

from fastapi import APIRouter

from services.notify.api import orders, reading

router = APIRouter(tags=["notices"])
router.include_router(reading.router)
router.include_router(orders.router)
