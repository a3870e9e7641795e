"""Makes a demo clinic of invented people, so that nobody has to learn the program on real ones."""
