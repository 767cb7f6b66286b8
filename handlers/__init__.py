"""What Slack tells us: one module per subject, each with a register(app)."""
