"""What is entered at the authority: the sheets and worksheets of an exam, who entered what, and who checked it."""
