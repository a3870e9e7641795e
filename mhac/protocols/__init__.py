"""What each admitting country asks of an applicant, as data that a physician can read and a program can run."""
