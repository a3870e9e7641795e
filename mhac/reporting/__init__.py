"""Numbers and lists over all rooms: what is to be done first today, and for whom."""
