"""What a message may say and how long it is: wording rules, readability, SMS segments."""
