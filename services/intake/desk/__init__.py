"""The pages of intake: the portal for everybody, the tracking page of a complainant, the registration desk of clerks."""

from services.intake.desk import complaint, portal, register, tracking

routers = (portal.router, complaint.router, tracking.router, register.router)
__all__ = ["routers"]
