"""What the site is about: the topics under which visitors find pages of every kind."""
