"""Issued papers: what a certificate said is frozen, numbered, signed, and can be checked by anyone, offline too."""
