"""What happens when something is heard or asked: one table of reactions."""

from collections.abc import Callable, Mapping
from typing import Any

from services.notify import commands
from services.notify.handlers import complainant, correspondent, investigation, triage
from shared.contracts import intake as said_by_intake
from shared.contracts import investigation as said_by_investigation
from shared.contracts import triage as said_by_triage

REACTIONS: Mapping[type, Callable[..., Any]] = {
    said_by_intake.Received: complainant.received,
    said_by_intake.Withdrawn: complainant.withdrawn,
    said_by_triage.Accepted: triage.accepted,
    said_by_triage.Refused: triage.refused,
    said_by_triage.Routed: triage.routed,
    said_by_triage.CompletionRequested: triage.completion_requested,
    said_by_investigation.InformationRequested: investigation.information_requested,
    said_by_investigation.Progressed: investigation.progressed,
    said_by_investigation.Decided: investigation.decided,
    said_by_investigation.AppealOpened: investigation.appeal_opened,
    said_by_investigation.AppealRefused: investigation.appeal_refused,
    said_by_investigation.Closed: investigation.closed,
    commands.TakeUp: correspondent.take_up,
    commands.ReportDone: correspondent.report_done,
    commands.ReportFailed: correspondent.report_failed,
    commands.MarkSent: correspondent.mark_sent,
    commands.SendAgain: correspondent.send_again,
}
