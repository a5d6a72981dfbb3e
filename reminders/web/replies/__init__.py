"""The inbox, inbound texts, and the page that answers a question."""
