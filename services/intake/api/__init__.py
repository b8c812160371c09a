"""What programs see and ask: submissions, the complainant's view, bulk imports, published procedures."""
