"""Getting in: second factor, sessions, known devices, recent sign-in."""
