"""The storm of HL7 messages: `python -m tests.chaos.hl7`."""
