"""Planning and re-planning an enrollment; pausing, moving, cancelling, sending one step now."""
