"""Entering an exam at the authority: the sheet line by line, the blind check, what waits to be entered."""
