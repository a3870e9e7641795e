"""Reusable pieces of screens, without any word of the clinic in them."""
