"""Reading the answer to a question on a scale."""
