"""FHIR resources: taken in from files and servers through the same door as HL7 messages, and handed out."""
