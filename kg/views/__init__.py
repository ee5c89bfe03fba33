"""A table or a network in, an HTML page out as a string: one module a page, none of them knows the store."""
