"""HL7 messages as they came in, and what became of each."""
