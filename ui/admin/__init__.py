"""The administrator's pages: first run, users, the clinic's profile, rooms and hours, protocols, audit, backups."""
