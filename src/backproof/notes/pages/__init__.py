"""The pages of the diagnostic codes, one file per first letter, each an ordered tuple of entries. Data, not code."""
