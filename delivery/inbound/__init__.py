"""What comes back about our mail: bounces, complaints, unsubscriptions, from a mailbox or a provider's webhook."""
