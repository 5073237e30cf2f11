"""The two databases: every branch by dialect stands here.

`backend` and `search_index` say what is asked of each, the packages `sqlite` and `postgresql` do
it, and `registry` says which one a connection is to.
"""
