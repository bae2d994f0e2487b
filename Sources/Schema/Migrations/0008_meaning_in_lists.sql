-- Meanings are kept in lists of alike ones (IVFFlat). The graph (HNSW) that was here lost whole trades: what people do lies in tight heaps, and
-- its way down from level to level ends in one of them. Lists are learned from the people who are there, so they are made once there are many.

DROP INDEX IF EXISTS candidate_search_meaning;

-- What the lists were learned from; no row: there are none.
CREATE TABLE meaning_lists (
    is_only    boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    people     bigint NOT NULL,
    lists      integer NOT NULL,
    model      text NOT NULL,                                         -- that made most of the vectors
    learned_at timestamptz NOT NULL DEFAULT now()
);

-- Learns lists anew, beside those that are in use, where they are due: of `at_least` people, where none are in use, where people are `outgrown` times
-- as many or as few as they were learned from, and where another model made most vectors. Counted here, since the statistics that ask for it may be old.
-- Who writes a profile waits meanwhile; whoever has one open makes this give up. With the owner's rights, since the program may not make an index.
-- A thousand people a list, up to a thousand lists, and the memory for it, which is more than a server allows by itself.
CREATE FUNCTION learn_meaning_lists(at_least integer DEFAULT 20000, outgrown integer DEFAULT 4) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET maintenance_work_mem = '1GB' SET lock_timeout = '3s' AS $$
DECLARE
    many bigint;
    most text;
    wanted integer;
    vector text := (SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('meaning lists')::bigint);
    IF to_regclass('public.candidate_search_meaning_next') IS NOT NULL THEN RETURN; END IF;
    SELECT sum(alike.people), (array_agg(alike.model ORDER BY alike.people DESC))[1] INTO many, most
    FROM (SELECT model, count(*) AS people FROM public.candidate_search WHERE meaning IS NOT NULL AND model IS NOT NULL GROUP BY model) AS alike;
    IF coalesce(many, 0) < greatest(at_least, 1) THEN RETURN; END IF;
    IF to_regclass('public.candidate_search_meaning') IS NOT NULL AND EXISTS (
        SELECT FROM public.meaning_lists AS kept WHERE kept.model = most AND many BETWEEN kept.people / outgrown AND kept.people * outgrown) THEN RETURN; END IF;
    wanted := least(1000, greatest(100, many / 1000));
    EXECUTE format('CREATE INDEX candidate_search_meaning_next ON public.candidate_search USING ivfflat (meaning %I.halfvec_cosine_ops) WITH (lists = %s)', vector, wanted);
    INSERT INTO public.meaning_lists AS kept (people, lists, model) VALUES (many, wanted, most)
    ON CONFLICT (is_only) DO UPDATE SET people = excluded.people, lists = excluded.lists, model = excluded.model, learned_at = now();
END $$;

-- Puts the learned lists in the place of the old: a moment, in a transaction of its own, so that nobody who reads and then writes stands in its way.
CREATE FUNCTION use_meaning_lists() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('meaning lists')::bigint);
    IF to_regclass('public.candidate_search_meaning_next') IS NULL THEN RETURN; END IF;
    LOCK TABLE public.candidate_search IN ACCESS EXCLUSIVE MODE;
    DROP INDEX IF EXISTS public.candidate_search_meaning;
    ALTER INDEX public.candidate_search_meaning_next RENAME TO candidate_search_meaning;
END $$;

-- Where people may make functions in `public` (before PostgreSQL 15), theirs could stand in for one that is called with the owner's rights.
ALTER FUNCTION make_activity_partitions(timestamptz) SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION prune_activity(integer) SET search_path = pg_catalog, pg_temp;

-- Numbers that few have: without these every row is read for them.
CREATE INDEX candidate_search_years ON candidate_search (years, notice);
CREATE INDEX candidate_search_notice ON candidate_search (notice);
CREATE INDEX candidate_search_pay ON candidate_search (currency, expected_ctc);

-- Written so that every plan goes from the people who were asked for to their rows. A first large import keeps the plan of its first stretch, made
-- while the tables were as good as empty and all users seemed to be few: later stretches went through everybody for each person (2.8 s a stretch
-- among 60,000, now 0.15).
CREATE OR REPLACE FUNCTION refresh_candidate_search(people uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM candidate_search USING (
        SELECT asked.id FROM unnest(people) AS asked (id)
        CROSS JOIN LATERAL (SELECT merged_into, erased_at FROM users WHERE users.id = asked.id OFFSET 0) AS person
        LEFT JOIN LATERAL (SELECT withheld_at FROM candidate_profiles WHERE candidate_profiles.user_id = asked.id OFFSET 0) AS profile ON true
        WHERE person.merged_into IS NOT NULL OR person.erased_at IS NOT NULL OR profile.withheld_at IS NOT NULL ORDER BY asked.id OFFSET 0) AS gone
    WHERE candidate_search.user_id = gone.id;
    INSERT INTO name_words (word, parts)
    SELECT word, trigrams(word) FROM (
        SELECT DISTINCT word FROM unnest(people) AS asked (id) CROSS JOIN LATERAL (SELECT full_name FROM users WHERE users.id = asked.id OFFSET 0) AS person
        CROSS JOIN LATERAL regexp_split_to_table(lower(person.full_name), '[^[:alnum:]]+') AS word WHERE length(word) BETWEEN 2 AND 40) AS words
    WHERE NOT EXISTS (SELECT FROM name_words WHERE name_words.word = words.word)
        -- Whoever is writing the same word at this moment writes it for both: nobody waits for a stranger's transaction.
        AND CASE WHEN cardinality(people) > 20 THEN true ELSE pg_try_advisory_xact_lock(hashtextextended(word, 13)) END
    ORDER BY word ON CONFLICT DO NOTHING;
    -- in one order, so that two refreshing at once wait and never lock each other out
    INSERT INTO candidate_search (user_id, updated_at, created_at, years, notice, expected_ctc, currency, is_searching, owner_id, source, city, model, meaning, doc)
    SELECT profile.user_id, profile.updated_at, profile.created_at, profile.total_experience_years, profile.notice_period, profile.expected_ctc, profile.currency,
        profile.is_actively_searching, profile.owner_id, profile.source, nullif(btrim(split_part(profile.current_locations->>0, ',', 1)), ''), profile.skills_vector_model,
        profile.ai_skills_vector::halfvec(384), candidate_doc(profile.*::candidate_profiles, person.*::users)
    FROM (SELECT DISTINCT id FROM unnest(people) AS id ORDER BY id) AS asked
    CROSS JOIN LATERAL (SELECT * FROM candidate_profiles WHERE candidate_profiles.user_id = asked.id AND withheld_at IS NULL OFFSET 0) AS profile
    CROSS JOIN LATERAL (SELECT * FROM users WHERE users.id = asked.id AND role = 'CANDIDATE' AND merged_into IS NULL AND erased_at IS NULL OFFSET 0) AS person
    ORDER BY asked.id
    ON CONFLICT (user_id) DO UPDATE SET updated_at = excluded.updated_at, created_at = excluded.created_at, years = excluded.years, notice = excluded.notice,
        expected_ctc = excluded.expected_ctc, currency = excluded.currency, is_searching = excluded.is_searching, owner_id = excluded.owner_id,
        source = excluded.source, city = excluded.city, model = excluded.model, meaning = excluded.meaning, doc = excluded.doc;
END $$;

CREATE OR REPLACE FUNCTION ask_for_duplicates(people uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF people IS NULL OR current_setting('shortlist.duplicates', true) = 'later' THEN RETURN; END IF;
    INSERT INTO duplicate_checks (user_id) SELECT DISTINCT asked.id FROM unnest(people) AS asked (id)
    CROSS JOIN LATERAL (SELECT FROM users WHERE users.id = asked.id AND role = 'CANDIDATE' OFFSET 0) AS person ORDER BY asked.id
    ON CONFLICT (user_id) DO UPDATE SET asked_at = clock_timestamp();
    INSERT INTO background_jobs (id, kind, unique_key) VALUES (gen_random_uuid(), 'find_duplicates', 'find_duplicates:' || pg_current_xact_id())
    ON CONFLICT (unique_key) WHERE finished_at IS NULL AND failed_at IS NULL DO NOTHING;
    PERFORM pg_notify('background_work', 'find_duplicates');
END $$;

-- One page at LinkedIn has one key, however its address is written: `Identifiers.linkedIn` says the same, and a test holds them together.
CREATE OR REPLACE FUNCTION linkedin_key(address text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(lower(address) FROM 'linkedin\.com/+(?:mwlite/+)?(?:in|pub)/+([^/?# \t\n\r]{2,100})(?:[/?# \t\n\r]|$)');
REINDEX INDEX candidate_profiles_linkedin;

REVOKE ALL ON FUNCTION learn_meaning_lists(integer, integer), use_meaning_lists() FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN
        GRANT EXECUTE ON FUNCTION learn_meaning_lists(integer, integer), use_meaning_lists() TO shortlist_program;
        REVOKE INSERT, UPDATE, DELETE ON meaning_lists FROM shortlist_program;
    END IF;
END $$;
