"""From due to outcome known: tick, claim, check, send, record, receipts, unknown outcomes."""
