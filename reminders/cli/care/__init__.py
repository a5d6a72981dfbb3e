"""Commands about what a patient's care plan goes by: visits to the clinic."""
