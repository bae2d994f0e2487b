-- Fills the trail for scripts/bench-trail: ten million rows over twelve months, as an agency of 125 colleagues would leave them.
-- \set rows 10000000 comes from outside. Row numbers decide everything, so that each run has the same rows.
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';

-- kind 1: people, 2: clients, 3: jobs, 4: applications
CREATE FUNCTION pg_temp.of(kind integer, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
RETURN ('01900000-000' || kind || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;
CREATE FUNCTION pg_temp.at(moment timestamptz, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
RETURN (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8' || substr(md5(number::text), 4, 15))::uuid;

-- 0 to 99 recruit, 100 to 119 sell, 120 to 124 lead, all others are candidates.
INSERT INTO users (id, email, email_key, full_name, role)
SELECT pg_temp.of(1, n), 'p' || n || '@bench.example', 'p' || n || '@bench.example', 'Bench Person ' || n,
    (CASE WHEN n < 100 THEN 'RECRUITER' WHEN n < 120 THEN 'SALES' WHEN n < 125 THEN 'MANAGER' ELSE 'CANDIDATE' END)::user_role
FROM generate_series(0, 50124) AS n;
INSERT INTO clients (id, name, account_manager_id) SELECT pg_temp.of(2, n), 'Bench Client ' || n, pg_temp.of(1, 100 + n % 20) FROM generate_series(0, 399) AS n;
INSERT INTO jobs (id, client_id, assigned_recruiter_id, title, slug_url, status, published_at, closed_at, is_client_confidential)
SELECT pg_temp.of(3, n), pg_temp.of(2, n % 400), pg_temp.of(1, n % 100), 'Bench Job ' || n, 'bench-job-' || n,
    (CASE WHEN n % 10 = 0 THEN 'Sourcing' ELSE 'Closed' END)::job_status, now(), CASE WHEN n % 10 = 0 THEN NULL ELSE now() END, n % 20 = 3
FROM generate_series(0, 19999) AS n;
INSERT INTO applications (id, job_id, candidate_id)
SELECT pg_temp.of(4, n), pg_temp.of(3, n % 20000), pg_temp.of(1, 125 + (n % 20000 * 13 + n / 20000 * 1009) % 50000) FROM generate_series(0, 999999) AS n;

SELECT make_activity_partitions(now() - interval '12 months');

-- Without its indexes while it fills, and with all of them afterwards.
CREATE TEMP TABLE kept AS
SELECT replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') AS definition, indexrelid::regclass::text AS name
FROM pg_index WHERE indrelid = 'activity_logs'::regclass AND NOT indisprimary;
SELECT format('DROP INDEX %s', name) FROM kept \gexec
ALTER TABLE activity_logs DROP CONSTRAINT activity_logs_pkey, DROP CONSTRAINT activity_logs_user_id_fkey, DROP CONSTRAINT activity_logs_time_of_id;

INSERT INTO activity_logs (id, user_id, action_type, severity, entity_id, entity_type, description, ip_address, created_at, request_id, before, after, desk_id, transaction_id)
SELECT pg_temp.at(moment, n), pg_temp.of(1, person), action, (CASE WHEN kind IN ('job', 'client') OR action = 'APPLIED' THEN 'SUCCESS'
        WHEN action IN ('LOGIN_FAILED', 'PARSE_FAILURE') THEN 'WARN' WHEN action = 'SENDING_FAILED' THEN 'ERROR' ELSE 'INFO' END)::log_severity,
    CASE kind WHEN 'application' THEN pg_temp.of(4, application) WHEN 'job' THEN pg_temp.of(3, application % 20000)
        WHEN 'client' THEN pg_temp.of(2, application % 400) WHEN 'user' THEN pg_temp.of(1, coalesce(person, application % 50000)) WHEN 'candidate' THEN pg_temp.of(1, 125 + application % 50000) END,
    kind, 'Bench Person ' || coalesce(person, application % 50000) || ' did something to number ' || application || ' here.', '198.51.100.' || n % 250, moment,
    substr(md5(n::text), 1, 12), CASE WHEN kind IN ('job', 'client') OR action = 'MOVED_APPLICATION' THEN '{"status": "Screening"}'::jsonb END,
    CASE WHEN kind IN ('job', 'client') OR action = 'MOVED_APPLICATION' THEN '{"status": "Interview"}'::jsonb END,
    CASE kind WHEN 'application' THEN pg_temp.of(3, application % 20000) WHEN 'job' THEN pg_temp.of(3, application % 20000) WHEN 'client' THEN pg_temp.of(2, application % 400) END,
    (1000 + n / 2)::text::xid8
FROM (
    SELECT n, moment, application, action, kind,
        CASE WHEN action IN ('APPLIED', 'LOGIN_FAILED', 'PARSE_FAILURE', 'SENDING_FAILED') THEN NULL WHEN kind = 'client' THEN 100 + application % 20
            WHEN action = 'LOGIN' AND n % 3 > 0 THEN 125 + application % 50000 WHEN action = 'LOGIN' THEN application % 125
            WHEN action = 'CHANGED_SETTING' THEN 120 ELSE application % 100 END AS person
    FROM (
        SELECT n, now() - interval '360 days' + n * (interval '360 days' / :rows) AS moment, application,
            CASE WHEN n % 100000 = 7 THEN 'RARE_' || (n / 100000 % 40) WHEN dice < 30 THEN 'MOVED_APPLICATION' WHEN dice < 50 THEN 'APPLIED' WHEN dice < 65 THEN 'LOGIN'
                WHEN dice < 70 THEN 'LOGIN_FAILED' WHEN dice < 80 THEN 'DOWNLOADED_RESUME' WHEN dice < 87 THEN 'READ_PROTECTED_FACTS'
                WHEN dice < 92 THEN 'UPDATED_JOB' WHEN dice < 95 THEN 'UPDATED_CLIENT' WHEN dice < 98 THEN 'PARSE_FAILURE' WHEN dice < 99 THEN 'CHANGED_SETTING'
                ELSE 'SENDING_FAILED' END AS action,
            CASE WHEN n % 100000 = 7 THEN NULL WHEN dice < 50 THEN 'application' WHEN dice < 70 THEN 'user' WHEN dice < 87 THEN 'candidate' WHEN dice < 92 THEN 'job'
                WHEN dice < 95 THEN 'client' WHEN dice < 98 THEN 'application' END AS kind
        FROM (SELECT n, (n * 48271 % 2147483647) % 100 AS dice, (n * 69621 % 2147483647) % 1000000 AS application FROM generate_series(0::bigint, :rows - 1) AS n) AS numbers
    ) AS acts
) AS acted;

ALTER TABLE activity_logs ADD PRIMARY KEY (id);
SELECT definition FROM kept \gexec
ALTER TABLE activity_logs ADD CONSTRAINT activity_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users,
    ADD CONSTRAINT activity_logs_time_of_id CHECK (created_at BETWEEN id_time(id) - interval '1 hour' AND id_time(id) + interval '1 hour');
VACUUM (ANALYZE) users, clients, jobs, applications, activity_logs;
