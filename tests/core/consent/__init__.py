"""Tests of what consent decides."""
