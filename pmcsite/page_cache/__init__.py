"""Whole public pages, rendered once and served ready-compressed until something they show changes.

`gateway` answers before Django does; `recording` and `reading` note what a page was made from; PostgreSQL's triggers
(`triggers`) note what changes; `purging` removes the pages that a change concerns. See docs/decisions/0302.
"""
