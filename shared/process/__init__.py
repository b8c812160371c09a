"""How a service runs: its parts, its roles, its start and its end."""
