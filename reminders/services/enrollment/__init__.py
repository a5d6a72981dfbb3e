"""What every door of enrollment shares: checks of fields, who a form is about, what will go out."""
