"""Our FHIR client against servers that others wrote: `make test` installs them where npm is, and else skips."""
