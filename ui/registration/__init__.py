"""Registration on screen: people and families found, put on file by hand or by their papers, kept together in cases."""
