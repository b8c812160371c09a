"""What happens when …: the table of everything that investigation reacts to."""

from collections.abc import Callable
from typing import Any

from services.investigation import commands
from services.investigation.handlers import casework, clocks, deciding, dialogue, heard, mediation
from shared.contracts import intake, triage
from shared.messaging.timers import TimerFired

REACTIONS: dict[type, Callable[..., Any]] = {
    intake.Received: heard.received,
    intake.Supplemented: heard.supplemented,
    intake.Withdrawn: heard.withdrawn,
    intake.AppealLodged: heard.appeal_lodged,
    intake.Rated: heard.rated,
    triage.Held: heard.held,
    triage.CompletionRequested: heard.completion_requested,
    triage.Accepted: heard.accepted,
    triage.Refused: heard.refused,
    triage.Routed: heard.routed,
    triage.Reclassified: heard.reclassified,
    TimerFired: clocks.timer_fired,
    commands.TakeCase: casework.take,
    commands.AssignCase: casework.assign,
    commands.AddNote: casework.add_note,
    commands.RecordFinding: casework.record_finding,
    commands.AddMeasure: casework.add_measure,
    commands.FinishMeasure: casework.finish_measure,
    commands.AskComplainant: dialogue.ask,
    commands.TellProgress: dialogue.tell_progress,
    commands.StartMediation: mediation.start_mediation,
    commands.EndMediation: mediation.end_mediation,
    commands.EndInvestigation: casework.end_investigation,
    commands.NoteClue: mediation.note_clue,
    commands.SettleClue: mediation.settle_clue,
    commands.DecideCase: deciding.decide,
    commands.RecordTold: dialogue.record_told,
    commands.CloseCase: deciding.close,
    commands.HandBack: casework.hand_back,
    commands.RequestExtension: clocks.request_extension,
    commands.AnswerExtension: clocks.answer_extension,
    commands.TakeReview: deciding.take_review,
    commands.DecideAppeal: deciding.decide_appeal,
}
