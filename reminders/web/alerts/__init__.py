"""Today, and the page behind an alert's link."""
