"""What happened and what follows: the case, its clocks, findings, measures, decision and appeal."""
