"""How to cite what the site publishes, from CSL-JSON: APA, AMA, BibTeX and RIS. Needs no database."""
