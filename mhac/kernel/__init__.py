"""What every capability of the clinic stands on: records, unit of work, audit, errors, search, settings and time."""
