"""The whole course as one PDF: `press` prints each page of the finished site with Chromium, `bind` makes one book.

`chapters` says what is in the book and in which order, `appendix` writes the pages that exist on paper alone (title,
contents, exercises, answers, foot lines), `paper.js` and `paper.css` turn a page of the site into one for paper, and
`structure` joins what screen readers go by. `book` is the whole story.
"""
