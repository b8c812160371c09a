"""How facts leave one service and reach another: outbox, relay, inbox, retries, dead letters and timers."""
