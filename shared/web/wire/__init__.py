"""What surrounds every request: record, headers, limits, origin; pure ASGI, outermost first."""
