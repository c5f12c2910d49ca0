"""The look of the site: stylesheet, fonts, icons and cards, built from sources in this repository."""
