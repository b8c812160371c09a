"""Bulk imports: a branch's file read by a child process with limits, its rows registered in chunks, the failed ones handed back."""
