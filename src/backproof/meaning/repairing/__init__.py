"""Edits of a line that may make it true: one small function for each kind of slip, in one table."""
