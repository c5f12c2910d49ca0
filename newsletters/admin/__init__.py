"""What staff see of newsletters in Wagtail's admin."""
