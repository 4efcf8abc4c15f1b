-- R, F, M, cuts, classes, display scores, lifecycle and stage of every customer, written where they changed,
-- with a snapshot of each change: the contender that never leaves the database.
WITH counted AS (
    SELECT customer_id, max(visit_on) AS last_on, min(visit_on) AS first_on,
           count(DISTINCT visit_on) FILTER (WHERE visit_on > %(since)s) AS f,
           coalesce(sum(m_fen) FILTER (WHERE visit_on > %(since)s), 0)::bigint AS m,
           count(DISTINCT visit_on) AS dates
      FROM visits WHERE shop_id = %(shop)s AND is_paid AND visit_on <= %(as_of)s
     GROUP BY customer_id
), gaps AS (
    SELECT visit_on - lag(visit_on) OVER (PARTITION BY customer_id ORDER BY visit_on) AS gap
      FROM visits WHERE shop_id = %(shop)s AND is_paid AND visit_on > %(since)s AND visit_on <= %(as_of)s
), top AS (
    SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY f) AS f, percentile_cont(0.99) WITHIN GROUP (ORDER BY m) AS m
      FROM counted WHERE f > 0
), cuts AS (
    SELECT (SELECT least(greatest(ceil(percentile_cont(0.8) WITHIN GROUP (ORDER BY gap)), 90), 365)
              FROM gaps WHERE gap > 0) AS r,
           avg(least(c.f, top.f)) AS f, avg(least(c.m, top.m)) AS m
      FROM counted c, top WHERE c.f > 0
), ranked AS (
    SELECT c.*, %(as_of)s::date - c.last_on AS r_days,
           (rank() OVER by_m - 1 + (count(*) OVER (PARTITION BY c.m, c.f > 0)) / 2.0) / count(*) OVER () AS m_rank
      FROM counted c WINDOW by_m AS (ORDER BY c.f > 0, c.m)
), scored AS (
    SELECT r.*,
           CASE WHEN r.f = 0 THEN 'LOST' ELSE
           (ARRAY['LOST','RETAIN','MAINTAIN','RECALL','NEW','DEEPEN','POTENTIAL','VALUE'])
           [1 + (r_days <= cuts.r)::int * 4 + (r.f >= cuts.f)::int * 2 + (r.m >= cuts.m)::int] END AS class,
           CASE WHEN r_days <= 30 THEN 5 WHEN r_days <= 90 THEN 4 WHEN r_days <= 180 THEN 3 WHEN r_days <= 365 THEN 2
                ELSE 1 END AS r_score,
           CASE WHEN r.f >= 6 THEN 5 WHEN r.f >= 4 THEN 4 ELSE r.f END AS f_score,
           1 + (m_rank >= .2)::int + (m_rank >= .4)::int + (m_rank >= .6)::int + (m_rank >= .8)::int AS m_score,
           CASE WHEN r_days <= 180 THEN 'ACTIVE' WHEN r_days <= 270 THEN 'SILENT' WHEN r_days <= 365 THEN 'ASLEEP'
                ELSE 'CHURNED' END AS lifecycle,
           CASE WHEN dates = 1 THEN 'FIRST' WHEN dates = 2 THEN 'SECOND' WHEN dates <= 5 THEN 'REGULAR'
                ELSE 'FAN' END AS stage
      FROM ranked r, cuts
), written AS (
    INSERT INTO rfm_scores AS s (shop_id, customer_id, last_paid_on, first_paid_on, frequency, monetary_fen,
                                 lifetime_dates, rfm_class, r_score, f_score, m_score, lifecycle, f_stage, signature,
                                 class_since_on)
    SELECT %(shop)s, customer_id, last_on, first_on, f, m, dates, class, r_score, f_score, m_score, lifecycle, stage,
           hashtextextended(concat_ws('|', last_on, f, m, dates, class, r_score, f_score, m_score, lifecycle), 0),
           %(as_of)s
      FROM scored
        ON CONFLICT (shop_id, customer_id) DO UPDATE
       SET last_paid_on = excluded.last_paid_on, frequency = excluded.frequency, monetary_fen = excluded.monetary_fen,
           lifetime_dates = excluded.lifetime_dates, rfm_class = excluded.rfm_class, r_score = excluded.r_score,
           f_score = excluded.f_score, m_score = excluded.m_score, lifecycle = excluded.lifecycle,
           f_stage = excluded.f_stage, signature = excluded.signature
     WHERE s.signature <> excluded.signature
    RETURNING customer_id, last_paid_on, first_paid_on, frequency, monetary_fen, lifetime_dates, rfm_class, r_score,
              f_score, m_score, lifecycle, f_stage
)
INSERT INTO rfm_snapshots (shop_id, as_of, customer_id, last_paid_on, first_paid_on, frequency, monetary_fen,
                           lifetime_dates, rfm_class, r_score, f_score, m_score, lifecycle, f_stage)
SELECT %(shop)s, %(as_of)s, written.* FROM written
