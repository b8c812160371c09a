"""The broker's side: what is published and confirmed, what is put aside, and whether everything it needs exists."""
