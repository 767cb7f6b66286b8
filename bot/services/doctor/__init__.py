"""What `hourglass doctor` looks at: one module for each side, and one that asks them all."""
