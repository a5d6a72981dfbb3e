"""What a patient's text says: answers, automatic replies, plan events, and whether a person must look."""
