"""Typesets the virtual files in a folder with the typesetter's own release build, in a process of its own.

usage: press.py DIR FONTS OUT.pdf; needs `python3 -m pip install typst`, the compiler of the same version as a wheel.
"""

import sys

import typst

folder, fonts, out = sys.argv[1:]
typst.compile(
    f"{folder}/layout/report.typ", output=out, root=folder, font_paths=[fonts], ignore_system_fonts=True,
    pdf_standards=["a-3a", "ua-1"],
)
