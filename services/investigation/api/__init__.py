"""The desk's operations for other programs: the same as the pages, under the same permissions."""
