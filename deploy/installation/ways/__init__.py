"""The two ways to an installation: private servers on this machine, or containers."""
