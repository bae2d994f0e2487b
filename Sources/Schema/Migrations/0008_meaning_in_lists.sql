-- Meanings are kept in lists of alike ones (IVFFlat). The graph (HNSW) that was here lost whole trades: what people do lies in tight heaps, and
-- its way down from level to level ends in one of them. Lists are learned from the people who are there, so they are made once there are many.

DROP INDEX candidate_search_meaning;

-- What the lists were learned from; no row: there are none, and every vector is looked at.
CREATE TABLE meaning_lists (
    is_only    boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    people     bigint NOT NULL,
    lists      integer NOT NULL,
    model      text NOT NULL,                                         -- that made most of the vectors
    learned_at timestamptz NOT NULL DEFAULT now()
);

-- Learns lists anew, beside those that are in use; who writes a profile waits meanwhile. With the owner's rights, since the program may not make
-- an index. A thousand people a list as pgvector advises, and its memory, which is more than a server allows by itself. Of fewer than `at_least`
-- people none are learned: all are compared as quickly.
CREATE FUNCTION learn_meaning_lists(at_least integer DEFAULT 20000) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET maintenance_work_mem = '1GB' AS $$
DECLARE
    many bigint;
    most text;
    wanted integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('meaning lists'));
    IF to_regclass('public.candidate_search_meaning_next') IS NOT NULL THEN RETURN; END IF;
    SELECT sum(alike.people), (array_agg(alike.model ORDER BY alike.people DESC))[1] INTO many, most
    FROM (SELECT model, count(*) AS people FROM public.candidate_search WHERE meaning IS NOT NULL AND model IS NOT NULL GROUP BY model) AS alike;
    IF coalesce(many, 0) < at_least THEN RETURN; END IF;
    wanted := least(1000, greatest(100, many / 1000));
    EXECUTE format('CREATE INDEX candidate_search_meaning_next ON public.candidate_search USING ivfflat (meaning public.halfvec_cosine_ops) WITH (lists = %s)', wanted);
    INSERT INTO public.meaning_lists AS kept (people, lists, model) VALUES (many, wanted, most)
    ON CONFLICT (is_only) DO UPDATE SET people = excluded.people, lists = excluded.lists, model = excluded.model, learned_at = now();
END $$;

-- Puts the learned lists in the place of the old: a moment, in a transaction of its own, so that nobody who reads and then writes stands in its way.
CREATE FUNCTION use_meaning_lists() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('meaning lists'));
    IF to_regclass('public.candidate_search_meaning_next') IS NULL THEN RETURN; END IF;
    LOCK TABLE public.candidate_search IN ACCESS EXCLUSIVE MODE;
    DROP INDEX IF EXISTS public.candidate_search_meaning;
    ALTER INDEX public.candidate_search_meaning_next RENAME TO candidate_search_meaning;
END $$;

-- Numbers that few have: without these every row is read for them.
CREATE INDEX candidate_search_years ON candidate_search (years, notice);
CREATE INDEX candidate_search_notice ON candidate_search (notice);
CREATE INDEX candidate_search_pay ON candidate_search (currency, expected_ctc);

-- One page at LinkedIn has one key, however its address is written: `Identifiers.linkedIn` says the same, and a test holds them together.
CREATE OR REPLACE FUNCTION linkedin_key(address text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(lower(address) FROM 'linkedin\.com/+(?:mwlite/+)?(?:in|pub)/+([^/?#[:space:]]{2,100})(?:[/?#[:space:]]|$)');
REINDEX INDEX candidate_profiles_linkedin;

REVOKE ALL ON FUNCTION learn_meaning_lists(integer), use_meaning_lists() FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN
        GRANT EXECUTE ON FUNCTION learn_meaning_lists(integer), use_meaning_lists() TO shortlist_program;
        REVOKE INSERT, UPDATE, DELETE ON meaning_lists FROM shortlist_program;
    END IF;
END $$;
