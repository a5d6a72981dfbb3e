"""Double opt-in: who is asked to confirm texts before the first one."""
