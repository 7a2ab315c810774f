"""Configuration of Sphinx."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "extensions")]

import aerospike

project = "Aerospike for Python, by ctypes"
author = "The maintainers"
copyright = author
release = version = aerospike.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "api_tables",
    "devserver_tables",
    "examples_of_operations",
    "platform_tables",
    "text_build",
]
exclude_patterns = ["_build"]
nitpicky = True
nitpick_ignore_regex = [
    # The standard library and optional packages: their inventories would need the network.
    ("py:class", r"(collections|concurrent|logging|os|pa|pandas|pd|pyarrow|unittest)\..*"),
    # Aliases of types and private base classes, which annotations name.
    ("py:class", r"(.*\.)?(Type[A-Z]\w*|Any[A-Z]\w*|_BaseExpr|_cdt_ctx|Schema|Self|Val)"),
    ("py:class", r"Logger|LogHandler|aerospike\.devserver\.state\..*"),
]

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
add_module_names = False

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["width.css"]

# The button copies what runs: a block, or the statements of a session without prompts and results.
extensions += ["sphinx_copybutton"]
copybutton_prompt_text = r">>> |\.\.\. |\.\.\.$|\$ "
copybutton_prompt_is_regexp = True
copybutton_selector = ", ".join(
    f"div.highlight-{language} pre" for language in ("python", "default", "sh", "console")
)
