"""The appointment book on screen: the day with its rooms, booking, moving, and who did not come."""
