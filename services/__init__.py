"""The four services a complaint travels through: intake, triage, investigation, notify."""
