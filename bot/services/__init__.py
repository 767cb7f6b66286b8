"""One function for each thing that a person or the clock may ask for, each in one transaction."""
