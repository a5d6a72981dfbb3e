"""Red flags in a patient's text: rules, scope, numbers, and the trained score."""
