"""Our FHIR client against servers that others wrote: `make check` installs them where npm is; without, it skips."""
