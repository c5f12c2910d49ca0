"""Who may do what among staff: the roles of a new installation and the review before publishing."""
