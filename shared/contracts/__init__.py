"""The words the services share: every event, as it travels, and nothing that decides."""
