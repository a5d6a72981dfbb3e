"""HL7 v2: messages from a hospital's systems, what they say, and what follows from it."""
