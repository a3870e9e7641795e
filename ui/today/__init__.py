"""The Today page: what the signed-in role should do first."""
