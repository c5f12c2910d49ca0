"""Charts drawn on the server: SVG without scripts, PNG and CSV of the same, and nothing that needs the database."""
