"""What mail a member gets: the providers of options, and the signed links that need no sign-in."""
