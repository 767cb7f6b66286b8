"""What the clock tells us: one module per job."""
