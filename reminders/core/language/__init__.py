"""Words, clauses and normalized text, in English and Spanish; used wherever a text is read."""
