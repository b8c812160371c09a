"""Every event there is, and which services hear which: the one list that topology, schemas and documents are made from."""

from shared.contracts import intake, investigation, notify, public, triage
from shared.contracts.registry import Registry

SERVICES = ("intake", "triage", "investigation", "notify")

# A service gets all internal events of a source it hears: only so is a gap in a case's sequence a loss.
HEARS: dict[str, tuple[str, ...]] = {
    "intake": ("triage", "investigation", "notify"),
    "triage": ("intake", "investigation"),
    "investigation": ("intake", "triage"),
    "notify": ("intake", "triage", "investigation"),
}

REGISTRY = Registry(
    [
        intake.Received,
        intake.Supplemented,
        intake.Withdrawn,
        intake.AppealLodged,
        intake.Rated,
        triage.Held,
        triage.CompletionRequested,
        triage.Accepted,
        triage.Refused,
        triage.Routed,
        triage.Reclassified,
        investigation.Opened,
        investigation.InformationRequested,
        investigation.Progressed,
        investigation.HandedBack,
        investigation.Decided,
        investigation.AppealOpened,
        investigation.AppealRefused,
        investigation.Overdue,
        investigation.Closed,
        notify.NoticeSent,
        public.ComplaintReceived,
        public.ComplaintWithdrawn,
        public.ComplaintAccepted,
        public.ComplaintRefused,
        public.ComplaintRouted,
        public.ComplaintDecided,
        public.ComplaintAppealed,
        public.ComplaintOverdue,
        public.ComplaintClosed,
    ]
)
