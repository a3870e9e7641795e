"""What staff see of the clinic: it draws, asks and tells; everything it knows comes from `mhac`."""
