"""Reads a table in a process of its own, with limits on time and memory, and says what it finds line by line.

Run as `python -m services.intake.imports.reading FORMAT MOST_ROWS`: the file comes in by standard input, JSON lines go out.
It imports nothing of the service and talks to nobody else.
"""
