"""Whether receivers can tell that our mail is ours: SPF, DKIM and DMARC of the domains we send from."""
