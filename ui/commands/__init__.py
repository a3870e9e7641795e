"""What `mhac` does without a window."""
