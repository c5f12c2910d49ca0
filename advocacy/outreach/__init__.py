"""Letters from members to offices: approval, handing over, receipts."""
