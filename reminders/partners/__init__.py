"""Partners: a file for each system that sends HL7 messages, and what reads it."""
