"""Search over what the newspaper wrote, one behaviour on both databases.

Texts are cut into words, folded and stemmed here, in Python, for the index and for the query
alike; the databases only match words. `words` makes words of text, `documents` makes of an
article what is indexed, `index` keeps that in step with `articles`, `rebuilding` fills it,
`query` reads what was asked, `matching` has it said in SQL by `backends`, `finding` answers it,
`excerpts` shows where.
"""
