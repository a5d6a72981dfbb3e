"""The phrases that the red flag rules know, by language."""
