"""Programs that run for long: started, kept running, ended."""
