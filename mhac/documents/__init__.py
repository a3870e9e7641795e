"""Paper: content in, PDF bytes out. The only place that draws; no database, no clock: a reprint is the same paper."""
