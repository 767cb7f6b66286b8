"""The rules of support, as pure functions and values: time is an argument, nothing is read or sent."""
