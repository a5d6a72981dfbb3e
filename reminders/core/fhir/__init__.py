"""FHIR R4: resources from a hospital's systems, read into the same content as HL7 messages."""
