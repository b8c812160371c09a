"""What follows from the facts of a case: pure functions of history, rules in force and, where it matters, the moment."""
