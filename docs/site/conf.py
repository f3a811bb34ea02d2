# Read by Sphinx in the folder that build.py assembles.
import python_api
import rectify

project = "rectify"
copyright = "the rectify authors; Apache-2.0"
release = version = rectify.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
root_doc = "index"
exclude_patterns = []
language = "en"
html_theme = "furo"
html_title = "rectify"
html_static_path = ["_static"]
html_css_files = ["rectify.css"]
html_show_sphinx = False
html_copy_source = False
pygments_style, pygments_dark_style = "friendly", "monokai"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
add_module_names = False
smartquotes = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#a03c00", "color-brand-content": "#a03c00", "font-stack--monospace": "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"},
    "dark_css_variables": {"color-brand-primary": "#ffa260", "color-brand-content": "#ffa260"},
}


def setup(app):
    app.connect("autodoc-process-docstring", python_api.docstring_hook)
