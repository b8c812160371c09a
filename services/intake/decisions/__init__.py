"""What follows from the facts: submissions examined, receipts drawn and read, records understood, keys judged."""
