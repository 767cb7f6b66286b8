"""The printer: a process of its own that draws one thing after the other (`python -m bot.printing`).

What draws takes much memory and time to load, and a desk at rest is to carry neither.
"""
