"""Who is to blame for a failure: this message, this address, this sender, or not known yet."""
