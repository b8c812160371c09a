"""What notify remembers: whom to tell and by which road, every notice as it was written, and what became of it."""
