"""Who works here, what each may do, and the vault that keeps the key of the clinic's database."""
