"""What operators see: canonical log lines, metrics and traces; nothing personal in any of them."""
