"""The outbox: mailings, deliveries, suppression, SMTP. Knows no other app."""
