"""Paper: content in, PDF bytes out. The only place that draws: no database and no clock, so a reprint is the same paper."""
