"""Pages about HL7 messages: what waits for staff, and what became of the rest."""
