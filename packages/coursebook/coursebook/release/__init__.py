"""What leaves the house: the site as one zip, the bundle for students, and everything of one version side by side.

`archive` writes zip files, `version` names them, `site_zip` and `students` say what goes into which, `whole` makes all
of a version. The PDF, the EPUB and the slides have rooms of their own, `coursebook.pdf`, `coursebook.epub` and
`coursebook.slides`. What lies in `carry/` travels in the zip files as it is, with the words in double braces filled in.
"""
