"""What follows from a complaint and the rules of its edition: pure functions, no clock, no database."""
