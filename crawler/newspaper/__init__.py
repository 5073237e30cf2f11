"""All that is true of one newspaper only. Another is another profile (docs/decisions/035).

`profile` says what there is to know of a newspaper, `dailysabah` with `selectors` says it of Daily
Sabah, `kinds` names what articles can be, `active` holds the one that this process reads.
"""
