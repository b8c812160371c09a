"""The command line of a branch office: what is handed in lies on its own disk first, and goes to intake when the line is there."""
