"""The forms of a review: for a terminal, a pull request, other programs, a browser."""
