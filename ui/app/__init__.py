"""The frame round the clinic's pages: context, lanes, change bus, navigation, sign-in, theme, words for errors."""
