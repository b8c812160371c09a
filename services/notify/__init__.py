"""Who must be told, by which road, in which words: letters, tasks for a person, and what was sent."""
