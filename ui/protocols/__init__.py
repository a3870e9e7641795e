"""The protocol pages: what each country asks, what the clinic adopted and changed, and what would be asked of whom."""
