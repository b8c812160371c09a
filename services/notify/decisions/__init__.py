"""What follows from the facts: which notices, in which words, by which road, and what a server's answer means."""
