"""The whole course as one EPUB 3, made from the pages of the finished site.

`pages` turns a page of the site into a chapter (pictures that stand still, formulas as MathML, answers behind the text,
links that work in the book), `book` packs the chapters with contents and metadata. What is in the book, and in which
order, says `coursebook.pdf.chapters`, as for the PDF.
"""
