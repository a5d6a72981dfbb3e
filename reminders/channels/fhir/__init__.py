"""FHIR servers: signed in to by SMART Backend Services, read page by page, never led to another host."""
