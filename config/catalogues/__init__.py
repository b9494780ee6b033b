"""Danh mục: positions, fields, the tree of committees and who holds which post, kept in pages; and the reassigning of
tasks whose holder is gone. Here and not in an app, because a change of the tree moves tasks and dossiers too."""
