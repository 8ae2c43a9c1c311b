"""The page shell: routes with their guards, one visit, templates, the design."""
