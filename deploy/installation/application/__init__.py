"""The product itself on this machine: its keys, persons, settings, processes and branch offices."""
