"""Small programs that show what the package is for; ``python -m demos`` serves them all."""
