"""What staff see and do about mail: mailings, deliveries, messages, suppressed addresses."""
