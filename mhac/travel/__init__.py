"""Travel: departures, the screening before them, and the physician's decision whether a person is fit to fly."""
