-- Candidates: the master profile, résumé intake, search, duplicates.

-- People who are one or are gone ------------------------------------------------------------------

ALTER TABLE users
    ADD COLUMN merged_into uuid REFERENCES users,                     -- the same person, kept under that id; undoing a merge clears it
    ADD COLUMN erased_at timestamptz,                                 -- the row is empty of what told of a person, and stays for the trail
    ADD CONSTRAINT users_merged_elsewhere CHECK (merged_into <> id),
    ADD CONSTRAINT users_erased_is_empty CHECK (erased_at IS NULL OR (email IS NULL AND password_hash IS NULL AND avatar_url IS NULL AND status = 'Inactive'));
CREATE INDEX users_merged_into ON users (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX users_erased ON users (id) WHERE erased_at IS NOT NULL;

-- The profile -------------------------------------------------------------------------------------

ALTER TABLE candidate_profiles
    DROP COLUMN search,                                               -- lives in candidate_search, with names, titles and companies
    ADD COLUMN version integer NOT NULL DEFAULT 1,                    -- two tabs with the same profile open: the second is told
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN field_dates jsonb NOT NULL DEFAULT '{}',               -- column name -> when its field_sources entry was written
    ADD COLUMN source text,                                           -- how the agency came to this person: 'Applied', 'Sourced', 'Import', 'Referral' …
    ADD COLUMN source_detail text CONSTRAINT candidate_profiles_source_detail_length CHECK (length(source_detail) <= 500),
    ADD COLUMN owner_id uuid REFERENCES users ON DELETE SET NULL,     -- the colleague who looks after this person
    ADD COLUMN withheld_at timestamptz,                               -- its person withdrew the general consent: no search finds it
    ADD COLUMN skills_vector_text bytea;                              -- SHA-256 of the text behind ai_skills_vector: another text, another vector
CREATE INDEX candidate_profiles_owner ON candidate_profiles (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX candidate_profiles_vector_model ON candidate_profiles (skills_vector_model);
CREATE INDEX candidate_profiles_vector_is_old ON candidate_profiles (user_id) WHERE skills_vector_text IS NULL;

-- A vector is old once its text is another, whoever wrote that and in whatever way; also once the name is, which is kept out of the text.
CREATE FUNCTION skills_vector_is_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.skills_vector_text := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER candidate_profiles_vector BEFORE UPDATE OF skills, "current_role", bio ON candidate_profiles FOR EACH ROW
    WHEN ((OLD.skills, OLD."current_role", OLD.bio) IS DISTINCT FROM (NEW.skills, NEW."current_role", NEW.bio)) EXECUTE FUNCTION skills_vector_is_old();
CREATE FUNCTION skills_vector_of_person_is_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE candidate_profiles SET skills_vector_text = NULL WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER candidate_profiles_vector_of_person AFTER UPDATE OF full_name ON users FOR EACH ROW
    WHEN (NEW.role = 'CANDIDATE' AND OLD.full_name IS DISTINCT FROM NEW.full_name) EXECUTE FUNCTION skills_vector_of_person_is_old();

CREATE TABLE candidate_tags (
    user_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    tag      text NOT NULL CONSTRAINT candidate_tags_length CHECK (length(tag) BETWEEN 1 AND 40),      -- in small letters
    added_by uuid REFERENCES users ON DELETE SET NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, tag)
);
CREATE INDEX candidate_tags_tag ON candidate_tags (tag);

-- What was read somewhere and does not agree with what a person wrote waits here to be accepted or refused.
CREATE TABLE profile_proposals (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    field      text NOT NULL,                                         -- a column of candidate_profiles, or 'work_history'
    value      jsonb NOT NULL,
    source     text NOT NULL CONSTRAINT profile_proposals_source CHECK (source IN ('resume', 'model', 'import', 'apply', 'merge')),
    confidence real CONSTRAINT profile_proposals_confidence_range CHECK (confidence BETWEEN 0 AND 1),
    file_id    uuid REFERENCES candidate_files ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    decision   text CONSTRAINT profile_proposals_decision CHECK (decision IN ('accepted', 'refused', 'outdated')),
    decided_by uuid REFERENCES users ON DELETE SET NULL,
    CONSTRAINT profile_proposals_decided CHECK ((decided_at IS NULL) = (decision IS NULL))
);
CREATE UNIQUE INDEX profile_proposals_open ON profile_proposals (user_id, field) WHERE decided_at IS NULL;
CREATE INDEX profile_proposals_user ON profile_proposals (user_id, created_at DESC);

-- What erasing a person left: counts and a receipt, and nothing that tells who it was.
CREATE TABLE erasures (
    id         uuid PRIMARY KEY,                                      -- the number on the receipt
    user_id    uuid NOT NULL UNIQUE REFERENCES users,
    asked_by   text NOT NULL CONSTRAINT erasures_asked_by CHECK (asked_by IN ('person', 'staff')),
    erased_at  timestamptz NOT NULL DEFAULT now(),
    removed    jsonb NOT NULL,                                        -- what of -> how many
    kept       jsonb NOT NULL DEFAULT '{}',                           -- the same of what stays, without saying who it was
    files_gone_at timestamptz                                         -- the files left the disk
);
CREATE INDEX erasures_newest ON erasures (erased_at DESC, id DESC);

-- Intake ------------------------------------------------------------------------------------------

-- What was read in one file: each field with its confidence and its place, as Resumes encodes it.
CREATE TABLE resume_readings (
    file_id     uuid PRIMARY KEY REFERENCES candidate_files ON DELETE CASCADE,
    findings    jsonb NOT NULL DEFAULT '{}',
    pages       integer NOT NULL DEFAULT 0,
    is_doubtful boolean NOT NULL DEFAULT false,                       -- something in it wants a recruiter's eye
    problem     text,                                                 -- why it could not be read, in the words shown to people
    parser      text NOT NULL,                                        -- name and version of the rules, and of the model where one helped
    read_at     timestamptz NOT NULL DEFAULT now(),
    reviewed_at timestamptz,
    reviewed_by uuid REFERENCES users ON DELETE SET NULL
);
CREATE INDEX resume_readings_waiting ON resume_readings (read_at DESC, file_id DESC) WHERE reviewed_at IS NULL AND (is_doubtful OR problem IS NOT NULL);

CREATE TABLE imports (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL CONSTRAINT imports_kind CHECK (kind IN ('resumes', 'csv')),
    name        text NOT NULL,                                        -- of the folder, archive or table, as shown
    status      text NOT NULL DEFAULT 'running' CONSTRAINT imports_status CHECK (status IN ('mapping', 'running', 'paused', 'cancelled', 'done', 'failed')),
    options     jsonb NOT NULL DEFAULT '{}',                          -- mapping of columns, source, tag, owner
    total       integer NOT NULL DEFAULT 0,
    problem     text,
    started_by  uuid REFERENCES users ON DELETE SET NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX imports_newest ON imports (created_at DESC, id DESC);

CREATE TABLE import_items (
    import_id    uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    number       integer NOT NULL,                                    -- its place in the folder, archive or table, from 1
    name         text NOT NULL,                                       -- of the file; of a row, its first words
    sha256       bytea REFERENCES stored_files,
    payload      jsonb,                                               -- of a row: its cells by column
    status       text NOT NULL DEFAULT 'waiting' CONSTRAINT import_items_status CHECK (status IN ('waiting', 'imported', 'updated', 'duplicate', 'failed', 'skipped')),
    reason       text,
    candidate_id uuid REFERENCES users ON DELETE SET NULL,
    attempts     integer NOT NULL DEFAULT 0,
    done_at      timestamptz,
    PRIMARY KEY (import_id, number)
);
CREATE INDEX import_items_waiting ON import_items (import_id, number) WHERE status = 'waiting';
CREATE INDEX import_items_failed ON import_items (import_id, number) WHERE status = 'failed';
CREATE INDEX import_items_candidate ON import_items (candidate_id) WHERE candidate_id IS NOT NULL;
CREATE INDEX import_items_file ON import_items (sha256) WHERE sha256 IS NOT NULL;

-- What two spellings of one number or address have in common: the last ten digits, since people leave the country out; the path at LinkedIn.
CREATE FUNCTION phone_key(number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN length(regexp_replace(number, '[^0-9]', '', 'g')) >= 7 THEN right(regexp_replace(number, '[^0-9]', '', 'g'), 10) END;
CREATE FUNCTION linkedin_key(address text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(substring(address FROM 'linkedin\.com/(?:mwlite/)?(?:in|pub)/([^/?#[:space:]]+)'));
CREATE INDEX candidate_profiles_phone ON candidate_profiles (phone_key(phone)) WHERE phone IS NOT NULL;
CREATE INDEX candidate_profiles_alternate_phone ON candidate_profiles (phone_key(alternate_phone)) WHERE alternate_phone IS NOT NULL;
CREATE INDEX candidate_profiles_linkedin ON candidate_profiles (linkedin_key(linkedin_url)) WHERE linkedin_url IS NOT NULL;

-- Search ------------------------------------------------------------------------------------------

-- One narrow row a person, kept by triggers: what they are found by. Nobody who was merged away, withheld or erased has one.
-- `doc` holds the words of titles (A), skills (B), companies (C) and texts (D) with their places, and beside them exact marks such as
-- '#skill:c++', '#city:pune', 'n/sharma', '@asha@example.com': one index answers words and filters together. It and the vector lie beside the
-- table, so that fifty thousand rows of a wide search are read from a few thousand pages.
CREATE TABLE candidate_search (
    user_id      uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    updated_at   timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    years        real,
    notice       integer,
    expected_ctc bigint,
    currency     text,
    is_searching boolean NOT NULL,
    owner_id     uuid,
    source       text,
    city         text,                                                -- the first, as people write it
    model        text,
    meaning      halfvec(384),
    doc          tsvector NOT NULL
) WITH (toast_tuple_target = 128);
ALTER TABLE candidate_search ALTER COLUMN doc SET STORAGE EXTERNAL, ALTER COLUMN meaning SET STORAGE EXTERNAL, ALTER COLUMN doc SET STATISTICS 500;
CREATE INDEX candidate_search_doc ON candidate_search USING gin (doc);
CREATE INDEX candidate_search_newest ON candidate_search (updated_at DESC, user_id DESC);
CREATE INDEX candidate_search_meaning ON candidate_search USING hnsw (meaning halfvec_cosine_ops);

-- The words of names, for names written with a typo. Small: a million people share some ten thousand.
CREATE TABLE name_words (
    word  text PRIMARY KEY,
    parts text[] NOT NULL                                             -- its pieces of three letters
);
CREATE INDEX name_words_parts ON name_words USING gin (parts);

-- A name, city or skill as marks spell it: small letters, single spaces.
CREATE FUNCTION search_mark(kind text, word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN kind || left(btrim(regexp_replace(lower(word), '\s+', ' ', 'g')), 100);

-- The stems of a text, each with a prefix, without places.
CREATE FUNCTION search_marks(prefix text, words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT prefix || lexeme FROM unnest(to_tsvector('english'::regconfig, words)));

-- All of these words under a prefix, as a query. Words that the language leaves out are left out here too.
CREATE FUNCTION marks_query(prefix text, words text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce((SELECT string_agg(quote_literal(mark), ' & ') FROM unnest(search_marks(prefix, words)) AS mark), '')::tsquery;

CREATE FUNCTION trigrams(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT substr('  ' || word || ' ', place, 3) FROM generate_series(1, length(word) + 1) AS place);

-- Writes the rows of these people anew.
CREATE FUNCTION refresh_candidate_search(people uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- in one order, so that two refreshing at once wait and never lock each other out
    DELETE FROM candidate_search USING users LEFT JOIN candidate_profiles AS profile ON profile.user_id = users.id
    WHERE candidate_search.user_id = ANY (people) AND users.id = candidate_search.user_id
        AND (users.merged_into IS NOT NULL OR users.erased_at IS NOT NULL OR profile.withheld_at IS NOT NULL);
    INSERT INTO name_words (word, parts)
    SELECT word, trigrams(word) FROM (
        SELECT DISTINCT word FROM users CROSS JOIN LATERAL regexp_split_to_table(lower(users.full_name), '[^[:alnum:]]+') AS word
        WHERE users.id = ANY (people) AND length(word) BETWEEN 2 AND 40) AS words
    WHERE NOT EXISTS (SELECT FROM name_words WHERE name_words.word = words.word)
        -- Whoever is writing the same word at this moment writes it for both: nobody waits for a stranger's transaction.
        AND CASE WHEN cardinality(people) > 20 THEN true ELSE pg_try_advisory_xact_lock(hashtextextended(word, 13)) END
    ORDER BY word ON CONFLICT DO NOTHING;
    INSERT INTO candidate_search (user_id, updated_at, created_at, years, notice, expected_ctc, currency, is_searching, owner_id, source, city, model, meaning, doc)
    SELECT profile.user_id, profile.updated_at, profile.created_at, profile.total_experience_years, profile.notice_period, profile.expected_ctc, profile.currency,
        profile.is_actively_searching, profile.owner_id, profile.source, nullif(btrim(split_part(profile.current_locations->>0, ',', 1)), ''), profile.skills_vector_model, profile.ai_skills_vector::halfvec(384), candidate_doc(profile, users)
    FROM candidate_profiles AS profile JOIN users ON users.id = profile.user_id
    WHERE profile.user_id = ANY (people) AND users.role = 'CANDIDATE' AND users.merged_into IS NULL AND users.erased_at IS NULL
        AND profile.withheld_at IS NULL
    ORDER BY profile.user_id
    ON CONFLICT (user_id) DO UPDATE SET updated_at = excluded.updated_at, created_at = excluded.created_at, years = excluded.years, notice = excluded.notice,
        expected_ctc = excluded.expected_ctc, currency = excluded.currency, is_searching = excluded.is_searching, owner_id = excluded.owner_id,
        source = excluded.source, city = excluded.city, model = excluded.model, meaning = excluded.meaning, doc = excluded.doc;
END $$;

-- A text of somebody's own without what must not decide: "Date of birth: …", "Religion: …", and single words of sex, family, faith and
-- health. Nobody is found by them.
CREATE FUNCTION without_protected_lines(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN words ~* 'birth|dob|d\.o\.b|gender|sex|marital|religion|caste|category|nationality|disab' THEN regexp_replace(words,
    '\m(date of birth|place of birth|birth ?date|dob|d\.o\.b\.?|marital status)\M[^\n]{0,60}|\m(gender|sex|religion|caste|category|nationality|disability)[ \t]*[:–—-][^\n]{0,40}',
    '', 'gi') ELSE words END;
CREATE FUNCTION without_protected_words(doc tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ts_delete(doc, tsvector_to_array(to_tsvector('english'::regconfig, 'female male woman transgender nonbinary gay lesbian bisexual lgbtq married unmarried
    divorced divorcee widow widowed widower spouse husband wife pregnant hindu muslim christian sikh jain buddhist jewish parsi caste brahmin dalit obc ews handicapped
    handicap wheelchair disabled')));

CREATE FUNCTION candidate_doc(profile candidate_profiles, person users) RETURNS tsvector LANGUAGE sql STABLE AS $$
    WITH history AS (
        SELECT string_agg(job_title, ' . ' ORDER BY start_date DESC NULLS LAST, id) AS titles, string_agg(company_name, ' . ' ORDER BY start_date DESC NULLS LAST, id) AS companies
        FROM candidate_work_history WHERE profile_id = profile.user_id),
    marks AS (
        SELECT array_agg(DISTINCT mark) AS marks FROM (
            SELECT search_mark('#skill:', value) FROM jsonb_array_elements_text(profile.skills)
                WHERE lower(btrim(value)) <> ALL ('{female,male,woman,transgender,married,unmarried,single,divorced,widow,widowed,hindu,muslim,christian,sikh,jain,buddhist,obc,sc,st,ews}')
            UNION ALL SELECT search_mark('#city:', split_part(value, ',', 1)) FROM jsonb_array_elements_text(profile.current_locations)
            UNION ALL SELECT search_mark('#prefers:', split_part(value, ',', 1)) FROM jsonb_array_elements_text(profile.preferred_locations)
            UNION ALL SELECT search_mark('#language:', value) FROM jsonb_array_elements_text(profile.languages)
            UNION ALL SELECT search_mark('#tag:', tag) FROM candidate_tags WHERE candidate_tags.user_id = profile.user_id
            UNION ALL SELECT search_mark('#source:', profile.source)
            UNION ALL SELECT 'n/' || word FROM regexp_split_to_table(lower(person.full_name), '[^[:alnum:]]+') AS word WHERE length(word) BETWEEN 2 AND 40
            UNION ALL SELECT unnest(search_marks('t/', concat_ws(' . ', profile."current_role", history.titles))) FROM history
            UNION ALL SELECT unnest(search_marks('c/', history.companies)) FROM history
            UNION ALL SELECT unnest(search_marks('e/', profile.highest_education))
            UNION ALL SELECT search_mark('@', address) FROM unnest(ARRAY[person.email, profile.alternate_email]) AS address WHERE address <> ''
            UNION ALL SELECT '+' || right(regexp_replace(number, '[^0-9]', '', 'g'), 10) FROM unnest(ARRAY[profile.phone, profile.alternate_phone]) AS number
                WHERE length(regexp_replace(number, '[^0-9]', '', 'g')) >= 7) AS all_marks (mark)
        WHERE mark IS NOT NULL)
    SELECT setweight(to_tsvector('english', concat_ws(' . ', profile."current_role", history.titles)), 'A')
        || setweight(without_protected_words(jsonb_to_tsvector('english', profile.skills, '["string"]')), 'B')
        || setweight(to_tsvector('english', coalesce(history.companies, '')), 'C')
        || setweight(to_tsvector('english', coalesce(profile.highest_education, '')), 'D')
        || setweight(without_protected_words(to_tsvector('english', without_protected_lines(concat_ws(' . ', left(profile.bio, 20000),
            left(profile.projects_summary, 20000), left(profile.resume_text, 60000))))), 'D')
        || setweight(jsonb_to_tsvector('english', profile.certificates, '["string"]'), 'D')
        || coalesce(array_to_tsvector(marks.marks), ''::tsvector)
    FROM history, marks
$$;

-- Whoever writes very many rows sets shortlist.search to 'later' and refreshes once at the end.
CREATE FUNCTION candidate_search_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    people uuid[];
BEGIN
    IF current_setting('shortlist.search', true) = 'later' THEN RETURN NULL; END IF;
    EXECUTE format('SELECT array_agg(DISTINCT person) FROM (SELECT %I AS person FROM changed) AS rows', TG_ARGV[0]) INTO people;
    IF people IS NOT NULL THEN PERFORM refresh_candidate_search(people); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER candidate_search_of_new AFTER INSERT ON candidate_profiles REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidate_search_follows('user_id');
CREATE TRIGGER candidate_search_of_changed AFTER UPDATE ON candidate_profiles REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidate_search_follows('user_id');
CREATE TRIGGER candidate_search_of_history_new AFTER INSERT ON candidate_work_history REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidate_search_follows('profile_id');
CREATE TRIGGER candidate_search_of_history_changed AFTER UPDATE ON candidate_work_history REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidate_search_follows('profile_id');
CREATE TRIGGER candidate_search_of_history_gone AFTER DELETE ON candidate_work_history REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidate_search_follows('profile_id');
CREATE TRIGGER candidate_search_of_tags_new AFTER INSERT ON candidate_tags REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidate_search_follows('user_id');
CREATE TRIGGER candidate_search_of_tags_gone AFTER DELETE ON candidate_tags REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION candidate_search_follows('user_id');

-- Of a person only what is searched for: presence writes users every minute.
CREATE FUNCTION candidate_search_follows_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('shortlist.search', true) = 'later' THEN RETURN NULL; END IF;
    PERFORM refresh_candidate_search(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER candidate_search_of_person AFTER UPDATE OF full_name, email, merged_into, erased_at ON users FOR EACH ROW WHEN (NEW.role = 'CANDIDATE')
    EXECUTE FUNCTION candidate_search_follows_person();

CREATE TABLE saved_searches (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name       text NOT NULL CONSTRAINT saved_searches_name_length CHECK (length(name) BETWEEN 1 AND 100),
    query      text NOT NULL,                                         -- the search as its address has it: q=…&mode=…&skill=…
    is_mailed  boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    checked_at timestamptz NOT NULL DEFAULT now(),                    -- who changed before has been looked at
    CONSTRAINT saved_searches_name_unique UNIQUE (user_id, name)
);

CREATE TABLE saved_search_hits (                                      -- of whom a mail has told already
    search_id uuid NOT NULL REFERENCES saved_searches ON DELETE CASCADE,
    user_id   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    found_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (search_id, user_id)
);
CREATE INDEX saved_search_hits_user ON saved_search_hits (user_id);

-- Duplicates --------------------------------------------------------------------------------------

-- Whoever was merged away cannot come in: every way in asks for 'Active'.
ALTER TABLE users ADD CONSTRAINT users_merged_is_inactive CHECK (merged_into IS NULL OR status = 'Inactive');

-- Who a person is by now: the end of the way of merges. There are no circles: only who is nobody else is merged.
CREATE FUNCTION kept_person(person uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE way AS (
        SELECT id, merged_into FROM users WHERE id = person
        UNION SELECT users.id, users.merged_into FROM way JOIN users ON users.id = way.merged_into)
    SELECT id FROM way WHERE merged_into IS NULL
$$;

-- A person and everybody who was merged into them, through any number of others.
CREATE FUNCTION people_of(person uuid) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 2 AS $$
    WITH RECURSIVE tree AS (
        SELECT person AS id
        UNION SELECT users.id FROM tree JOIN users ON users.merged_into = tree.id)
    SELECT id FROM tree
$$;

-- What two people may share, by which they are found to be one. A key is a hash that its kind is part of; whoever was merged away has none,
-- and theirs are with the person who is kept.
CREATE TABLE candidate_keys (
    key     bigint NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (key, user_id)
);
CREATE INDEX candidate_keys_user ON candidate_keys (user_id);

CREATE TABLE candidate_sketches (                                     -- of the text of a résumé: how much two have in common
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    sketch  bytea NOT NULL
);

-- Of whom something changed by which they may be found to be somebody else.
CREATE TABLE duplicate_checks (
    user_id  uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp()           -- asked again while somebody looks: looked at again
);
CREATE INDEX duplicate_checks_oldest ON duplicate_checks (asked_at, user_id);

-- One piece of work a transaction, so that nobody waits for anybody else's. Whoever writes very many rows sets shortlist.duplicates to 'later'
-- and has everybody looked through at the end.
CREATE FUNCTION ask_for_duplicates(people uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF people IS NULL OR current_setting('shortlist.duplicates', true) = 'later' THEN RETURN; END IF;
    INSERT INTO duplicate_checks (user_id) SELECT DISTINCT person FROM unnest(people) AS person JOIN users ON users.id = person WHERE users.role = 'CANDIDATE' ORDER BY person
    ON CONFLICT (user_id) DO UPDATE SET asked_at = clock_timestamp();
    INSERT INTO background_jobs (id, kind, unique_key) VALUES (gen_random_uuid(), 'find_duplicates', 'find_duplicates:' || pg_current_xact_id())
    ON CONFLICT (unique_key) WHERE finished_at IS NULL AND failed_at IS NULL DO NOTHING;
    PERFORM pg_notify('background_work', 'find_duplicates');
END $$;

CREATE FUNCTION duplicates_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    people uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT %I) FROM changed', TG_ARGV[0]) INTO people;
    PERFORM ask_for_duplicates(people);
    RETURN NULL;
END $$;
CREATE TRIGGER duplicates_of_new AFTER INSERT ON candidate_profiles REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION duplicates_follow('user_id');
CREATE TRIGGER duplicates_of_history_new AFTER INSERT ON candidate_work_history REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION duplicates_follow('profile_id');
CREATE TRIGGER duplicates_of_history_changed AFTER UPDATE ON candidate_work_history REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION duplicates_follow('profile_id');
CREATE TRIGGER duplicates_of_history_gone AFTER DELETE ON candidate_work_history REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION duplicates_follow('profile_id');
CREATE TRIGGER duplicates_of_files_new AFTER INSERT ON candidate_files REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION duplicates_follow('user_id');

-- Of a profile only what two people can share: scores and vectors are written far more often.
CREATE FUNCTION duplicates_follow_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ask_for_duplicates((SELECT array_agg(changed.user_id) FROM changed JOIN before ON before.user_id = changed.user_id WHERE
        (changed.phone, changed.alternate_phone, changed.alternate_email, changed.linkedin_url, changed.github_url, changed.highest_education, changed.resume_sha256,
            changed.resume_text)
        IS DISTINCT FROM
        (before.phone, before.alternate_phone, before.alternate_email, before.linkedin_url, before.github_url, before.highest_education, before.resume_sha256,
            before.resume_text)));
    RETURN NULL;
END $$;
CREATE TRIGGER duplicates_of_changed AFTER UPDATE ON candidate_profiles REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT
    EXECUTE FUNCTION duplicates_follow_profile();

CREATE FUNCTION duplicates_follow_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ask_for_duplicates(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER duplicates_of_person AFTER UPDATE OF full_name, email, merged_into ON users FOR EACH ROW
    WHEN (NEW.role = 'CANDIDATE' AND (NEW.full_name, NEW.email, NEW.merged_into) IS DISTINCT FROM (OLD.full_name, OLD.email, OLD.merged_into))
    EXECUTE FUNCTION duplicates_follow_person();

CREATE TABLE duplicate_pairs (
    first_id   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    second_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    score      real NOT NULL CONSTRAINT duplicate_pairs_score_range CHECK (score BETWEEN 0 AND 1),
    is_certain boolean NOT NULL DEFAULT false,
    evidence   jsonb NOT NULL,                                        -- what they share: its kind and its words
    found_at   timestamptz NOT NULL DEFAULT now(),
    decision   text CONSTRAINT duplicate_pairs_decision CHECK (decision IN ('merged', 'different')),
    decided_by uuid REFERENCES users ON DELETE SET NULL,
    decided_at timestamptz,
    PRIMARY KEY (first_id, second_id),
    CONSTRAINT duplicate_pairs_order CHECK (first_id < second_id)
);
CREATE INDEX duplicate_pairs_queue ON duplicate_pairs (is_certain DESC, score DESC, first_id, second_id) WHERE decision IS NULL;
CREATE INDEX duplicate_pairs_second ON duplicate_pairs (second_id);

CREATE TABLE candidate_merges (
    id              uuid PRIMARY KEY,
    kept_id         uuid NOT NULL REFERENCES users,
    gone_id         uuid NOT NULL REFERENCES users,
    merged_by       uuid REFERENCES users ON DELETE SET NULL,
    merged_at       timestamptz NOT NULL DEFAULT now(),
    fields          jsonb NOT NULL DEFAULT '{}',                      -- what the kept one said before and since, by column; what was added to lists
    gone_was_active boolean NOT NULL DEFAULT true,
    undone_by       uuid REFERENCES users ON DELETE SET NULL,
    undone_at       timestamptz,
    CONSTRAINT candidate_merges_of_two CHECK (kept_id <> gone_id)
);
CREATE INDEX candidate_merges_newest ON candidate_merges (merged_at DESC, id DESC);
CREATE INDEX candidate_merges_kept ON candidate_merges (kept_id, merged_at DESC);
CREATE INDEX candidate_merges_gone_ever ON candidate_merges (gone_id);
CREATE UNIQUE INDEX candidate_merges_gone ON candidate_merges (gone_id) WHERE undone_at IS NULL;

-- Every row that is not where it was before all merges, so that undoing one sends the same rows home.
CREATE TABLE merged_rows (
    table_name text NOT NULL,
    row_id     text NOT NULL,                                         -- its key
    home_id    uuid NOT NULL,                                         -- whose it is: a person, or of what hangs on an application, that application
    into_id    text,                                                  -- folded: the row that says the same and is shown in its place
    content    jsonb,                                                 -- folded and nowhere else meanwhile: the whole row. Else what undoing puts back
    PRIMARY KEY (table_name, row_id)
);
CREATE INDEX merged_rows_home ON merged_rows (home_id, table_name);
CREATE INDEX action_queue_candidate ON action_queue (related_candidate_id) WHERE related_candidate_id IS NOT NULL;

-- Who was erased stays so: work that was under way at that moment fails here, and leaves nothing behind. The check of the foreign key waits for
-- the erasure to end, and these run after it.
CREATE FUNCTION refuse_erased_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_erased boolean;
BEGIN
    CASE TG_ARGV[0]
    WHEN 'user_id' THEN SELECT EXISTS (SELECT FROM fresh JOIN users ON users.id = fresh.user_id WHERE users.erased_at IS NOT NULL) INTO is_erased;
    WHEN 'related_candidate_id' THEN SELECT EXISTS (SELECT FROM fresh JOIN users ON users.id = fresh.related_candidate_id WHERE users.erased_at IS NOT NULL) INTO is_erased;
    WHEN 'candidate_id' THEN SELECT EXISTS (SELECT FROM fresh JOIN users ON users.id = fresh.candidate_id WHERE users.erased_at IS NOT NULL) INTO is_erased;
    WHEN 'first_id' THEN
        SELECT EXISTS (SELECT FROM fresh JOIN users ON users.id IN (fresh.first_id, fresh.second_id) WHERE users.erased_at IS NOT NULL) INTO is_erased;
    WHEN 'kept_id' THEN
        SELECT EXISTS (SELECT FROM fresh JOIN users ON users.id IN (fresh.kept_id, fresh.gone_id) WHERE users.erased_at IS NOT NULL) INTO is_erased;
    END CASE;
    IF is_erased THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation', CONSTRAINT = 'erased_people_stay_erased'; END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT * FROM (VALUES ('candidate_profiles', 'user_id'), ('candidate_files', 'user_id'), ('candidate_tags', 'user_id'), ('profile_proposals', 'user_id'),
        ('candidate_keys', 'user_id'), ('consents', 'user_id'), ('sessions', 'user_id'), ('sign_in_links', 'user_id'), ('applications', 'candidate_id'),
        ('action_queue', 'related_candidate_id'), ('duplicate_pairs', 'first_id'), ('candidate_merges', 'kept_id')) AS places (name, person)
    LOOP
        EXECUTE format('CREATE TRIGGER erased_people_stay_erased AFTER INSERT ON %I REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
            EXECUTE FUNCTION refuse_erased_person(%L)', place.name, place.person);
    END LOOP;
END $$;

-- Everybody who is here already.
UPDATE candidate_profiles SET created_at = users.created_at, source = CASE WHEN EXISTS (SELECT FROM applications WHERE candidate_id = users.id) THEN 'Applied' ELSE 'Sourced' END
FROM users WHERE users.id = candidate_profiles.user_id;

-- The master is one of the files that its person sent.
INSERT INTO candidate_files (id, user_id, sha256, file_name, created_at)
SELECT gen_random_uuid(), user_id, resume_sha256, coalesce(resume_file_name, 'resume'), coalesce(resume_last_updated, created_at) FROM candidate_profiles
WHERE resume_sha256 IS NOT NULL AND NOT EXISTS (SELECT FROM candidate_files WHERE candidate_files.user_id = candidate_profiles.user_id AND sha256 = resume_sha256);

-- The letters of a person are found by their address.
CREATE INDEX outbox_address ON outbox ((coalesce(lower(substring(recipient FROM '<([^<>]*)>$')), lower(recipient))));

-- A receipt is written once; that the files are gone is added to it.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN
        REVOKE UPDATE, DELETE ON erasures FROM shortlist_program;
        GRANT UPDATE (files_gone_at) ON erasures TO shortlist_program;
    END IF;
END $$;
