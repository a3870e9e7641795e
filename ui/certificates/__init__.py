"""The certificates screen: what is ready to be issued, what was issued, what waits for the printer, and the check."""
