"""The assessment of one person for one country: what is asked, what was found, what it means, and who signed it."""
