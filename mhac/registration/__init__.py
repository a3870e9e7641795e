"""Registration: who the clinic's people are, their families and cases, identity papers, consent and photo.

To change how a machine-readable zone is read open `mrz`; partial birth dates and ages, `birth`; names, `names`;
what counts as a likely duplicate, `duplicates`; lists of countries, camps, languages and kinds of numbers,
`resources/codes` through `codes`; photos, `photos`.
"""
