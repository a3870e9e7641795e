"""The clinic floor on screen: arrival with the identity check, and the stations with who waits there."""
