"""The PDF engine: accessible documents (PDF/UA-1) from Typst templates."""
