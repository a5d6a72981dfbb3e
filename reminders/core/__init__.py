"""Pure decisions: no I/O, no clock, no logging, no framework. Whatever they need, they are handed."""
