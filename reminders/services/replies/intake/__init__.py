"""What is found out about texts before they are stored: who wrote, to whom, and what they say."""
