"""Rendering a page: layout, words, dates, assets, navigation."""
