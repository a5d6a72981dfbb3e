"""A text comes in: reading it, answering, holding, and the thread that staff see."""
