"""Stop and start: keywords, plain sentences, and the unclear stops between."""
