"""One step of a care plan as a form: read into a step by the planner's own rules, and written back."""
