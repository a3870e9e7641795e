"""The departures screen: flights, who is settled, what must still happen and by when."""
