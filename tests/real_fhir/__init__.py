"""Our FHIR client against servers that others wrote; skips without node and `make fhir-server`."""
