"""The desk's JSON operations: lists, one assessment with the complaint in clear, and what an officer orders."""

from fastapi import APIRouter

from services.triage.api import orders, reading

router = APIRouter(tags=["assessments"])
router.include_router(reading.router)
router.include_router(orders.router)
