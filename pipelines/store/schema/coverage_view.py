"""`v_coverage`: what is known of a day and a section, and why it is not all (decision 041).

Complete is a day that one span reaches over from its first moment to its last, by the looks of runs
that ended well, and of which no article is still waiting.
"""

from __future__ import annotations

_PUBLISHED = """
    SELECT day, section, count(*) AS published FROM (
        SELECT published_day AS day, section, id FROM articles WHERE published_day IS NOT NULL
        UNION
        SELECT a.published_day, p.section, a.id
        FROM placements p JOIN urls u ON u.path = p.path
            JOIN articles a ON a.path = coalesce(u.target, u.path)
        WHERE a.published_day IS NOT NULL
    ) AS one_of_a_section GROUP BY day, section"""

_LOOKED = """
    SELECT day, section, sum(runs) AS runs, sum(listed) AS listed, sum(new) AS new
    FROM section_days GROUP BY day, section"""

_REACHED = """
    SELECT section, min(since) AS since, max(until) AS until FROM spans GROUP BY section"""

_WAITING = """
    SELECT p.section, p.day, p.first_seen_at
    FROM urls u JOIN placements p ON p.path = u.path WHERE u.state = 'pending'"""

# Every day on which a section was there to be looked at, and all days that anything is known of.
_CELLS = """
    SELECT day, section FROM looked
    UNION SELECT day, section FROM published
    UNION SELECT d.day, r.section FROM days d JOIN reached r ON r.since < d.ends_at
        LEFT JOIN sections s ON s.slug = r.section
        WHERE d.starts_at <= r.until OR s.vanished_at IS NULL"""

# The run that looks at the last hours of a day is one of the next day, mostly.
_TROUBLE = """(
        SELECT t.trouble FROM section_days t
        WHERE t.section = c.section AND t.day IN (c.day, n.day) AND t.trouble IS NOT NULL
        ORDER BY t.day, t.spider LIMIT 1)"""

_IS_WAITED_FOR = """EXISTS (
        SELECT 1 FROM waiting w WHERE w.section = c.section AND (w.day = c.day OR (
            w.day IS NULL AND w.first_seen_at >= d.starts_at
            AND w.first_seen_at < coalesce(n.ends_at, d.ends_at))))"""

_REASON = f"""
        CASE WHEN s.section IS NULL THEN coalesce({_TROUBLE}, CASE
                WHEN d.day IS NULL OR r.since IS NULL OR d.starts_at < r.since
                    THEN 'it lies before what the first look at the section showed'
                WHEN r.until < d.ends_at THEN 'no run has looked since the day was over'
                WHEN l.runs IS NULL THEN 'no run looked at the section'
                ELSE 'the list has moved on between two looks by more than it shows' END)
            WHEN s.confirmed_until IS NULL OR s.confirmed_until < d.ends_at
                THEN coalesce({_TROUBLE}, 'the run that looked last has not ended')
            WHEN {_IS_WAITED_FOR} THEN 'an article of the day has still to be fetched'
        END"""

COVERAGE = f"""
    WITH published AS ({_PUBLISHED}), looked AS ({_LOOKED}), reached AS ({_REACHED}),
        waiting AS ({_WAITING}), cells AS ({_CELLS})
    SELECT day, section, runs, listed, new, published, reason IS NULL AS complete, reason
    FROM (SELECT c.day, c.section, coalesce(l.runs, 0) AS runs, coalesce(l.listed, 0) AS listed,
            coalesce(l.new, 0) AS new, coalesce(p.published, 0) AS published, {_REASON} AS reason
        FROM cells c
            LEFT JOIN looked l ON l.day = c.day AND l.section = c.section
            LEFT JOIN published p ON p.day = c.day AND p.section = c.section
            LEFT JOIN days d ON d.day = c.day
            LEFT JOIN days n ON n.starts_at = d.ends_at
            LEFT JOIN reached r ON r.section = c.section
            LEFT JOIN spans s ON s.section = c.section
                AND s.since <= d.starts_at AND s.until >= d.ends_at) AS judged"""  # noqa: S608
