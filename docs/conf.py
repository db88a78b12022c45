"""How Sphinx builds the manual; nothing is fetched."""

from importlib.metadata import version as _version

project = "kehoach"
author = "kehoach contributors"
copyright = "kehoach contributors"
release = version = _version("kehoach")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "kehoach"
html_show_sphinx = False
