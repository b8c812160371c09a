"""What intake remembers: complaints without their words, their records, keys of branch offices, imports under way."""
