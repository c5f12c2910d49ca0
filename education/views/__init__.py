"""What a learner sees and posts; the rules live beside, testable without HTTP."""
