"""The pages of the members: thin views over the functions beside them."""
