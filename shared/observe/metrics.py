"""Prometheus metrics of the mechanism, in base units and with few labels; no complaint or person ever is a label."""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter("messages_handled_total", "Messages by type and outcome (handled, retried, dead)", ["type", "outcome"])
MESSAGE_SECONDS = Histogram(
    "message_handling_seconds",
    "From delivery to commit, per message",
    ["type"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30),
)
PAUSES = Counter("consumer_pauses_total", "How often the consumer stopped hearing because its database was away")
OUTBOX_WAITING = Gauge("outbox_waiting", "Messages that have not left yet")
OUTBOX_OLDEST = Gauge("outbox_oldest_seconds", "Age of the oldest message that has not left yet")
PARKED = Gauge("parked_messages", "Messages that wait for an earlier one")
DEAD_LETTERS = Gauge("dead_letters_open", "Dead letters that nobody has dealt with")
TIMERS_LATE = Gauge("timers_late_seconds", "Lateness of the oldest armed timer that is due")
