"""Search over everything published: pages, facts and documents, by words, type, topic and year."""
