"""Extensions of the account and the API operations that list them."""
