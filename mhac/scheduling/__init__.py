"""The appointment book: rooms, services and opening hours; who is booked when, and what may be booked next."""
