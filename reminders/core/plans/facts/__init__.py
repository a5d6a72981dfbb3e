"""What a plan depends on beside dates and answers: facts about the patient, and the columns that hold them."""
