"""Puts a whole installation on one machine and takes it away again; the standard library only, until the virtual environment is there."""
