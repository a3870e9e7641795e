"""The case file and the examination: what a person must have, what was found, what it means, and who signed it."""
