"""The test suite. Its folders are packages, so that stand-ins import as `tests.standins.twilio`."""
