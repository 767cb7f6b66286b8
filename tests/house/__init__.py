"""The house itself: settings, packaging, command line, manifest."""
