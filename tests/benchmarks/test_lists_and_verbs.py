"""What happens all day: register, book, record vital signs, look at the day, open a case file."""
