"""What triage remembers: one row per assessment, its history, and the sealed content as it arrived."""
