"""The clinic day itself: who has arrived, at which station each person is, and for how long."""
