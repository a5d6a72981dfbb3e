"""HL7 messages: read, looked up, decided, applied through the use cases that staff use, and answered."""
