"""deploy/test: the rings of tests, what each needs on a machine, how they are run and counted."""
