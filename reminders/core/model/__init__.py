"""The frozen values and enums of the domain that every subject speaks of."""
