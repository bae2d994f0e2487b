-- People, access, settings and the trail.

-- People -----------------------------------------------------------------------------------------

ALTER TABLE users
    ADD COLUMN version integer NOT NULL DEFAULT 1,                    -- two administrators with the same person open: the second is told
    ADD COLUMN invited_by uuid REFERENCES users ON DELETE SET NULL,
    ADD COLUMN invited_at timestamptz,                                -- an invitation went out and was not taken up while password_hash is NULL
    ADD COLUMN deactivated_at timestamptz;
CREATE INDEX users_invited_by ON users (invited_by) WHERE invited_by IS NOT NULL;
-- The list of people: staff first, by name; a name's beginning is found in it too, whatever the database's collation.
CREATE INDEX users_listing ON users ((role = 'CANDIDATE'), (lower(full_name) COLLATE "C"), id);
CREATE INDEX users_listing_inactive ON users ((role = 'CANDIDATE'), (lower(full_name) COLLATE "C"), id) WHERE status = 'Inactive';
CREATE INDEX users_email_beginning ON users ((email_key COLLATE "C")) WHERE role = 'CANDIDATE';
CREATE INDEX users_deactivated ON users (deactivated_at) WHERE deactivated_at IS NOT NULL;
CREATE INDEX users_avatar ON users (avatar_url) WHERE avatar_url IS NOT NULL;

ALTER TABLE sessions
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),            -- names a session to its owner, who never sees its token
    ADD COLUMN method text NOT NULL DEFAULT 'link' CONSTRAINT sessions_method CHECK (method IN ('password', 'link', 'single sign-on')),
    ADD COLUMN has_second_factor boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT sessions_id_unique UNIQUE (id);

-- Links that work once, each for one purpose. `email` is the address that a change of e-mail leads to.
ALTER TABLE sign_in_links
    DROP CONSTRAINT sign_in_links_purpose,
    ADD CONSTRAINT sign_in_links_purpose CHECK (purpose IN ('sign-in', 'set-up', 'invitation', 'verification', 'reset', 'email', 'claim', 'second-factor')),
    ADD COLUMN email text,
    ADD COLUMN ip_address text,
    ADD COLUMN method text;                                           -- of a second factor: how its person proved who they are before
CREATE INDEX sign_in_links_user ON sign_in_links (user_id, purpose) WHERE used_at IS NULL;

CREATE TABLE two_factors (                                            -- time-based one-time passwords, RFC 6238
    user_id      uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    secret       bytea NOT NULL,                                      -- sealed with the installation's key
    created_at   timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,                                         -- NULL until a first code was right: it does not count before
    last_step    bigint NOT NULL DEFAULT 0                            -- a code works once
);

CREATE TABLE recovery_codes (
    user_id   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at   timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE known_devices (                                          -- browsers that a person signed in with before
    token_hash    bytea NOT NULL,
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at  timestamptz NOT NULL DEFAULT now(),
    user_agent    text,
    ip_address    text,
    PRIMARY KEY (user_id, token_hash)
);

CREATE TABLE sign_in_failures (                                       -- of an account, an address or a known device, in a row
    key           text PRIMARY KEY,
    count         integer NOT NULL DEFAULT 1,
    last_at       timestamptz NOT NULL DEFAULT now(),
    blocked_until timestamptz
);

CREATE TABLE api_tokens (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name         text NOT NULL CONSTRAINT api_tokens_name_length CHECK (length(name) BETWEEN 1 AND 100),
    token_hash   bytea NOT NULL CONSTRAINT api_tokens_token_hash_unique UNIQUE,
    permissions  text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX api_tokens_user ON api_tokens (user_id, created_at DESC);

CREATE TABLE identities (                                             -- who a person is at a provider of single sign-on
    issuer       text NOT NULL,
    subject      text NOT NULL,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user ON identities (user_id);

CREATE TABLE single_sign_on_attempts (                                -- between leaving for the provider and coming back; each works once
    state_hash bytea PRIMARY KEY,
    nonce      text NOT NULL,
    verifier   text NOT NULL,                                         -- of PKCE
    return_to  text NOT NULL DEFAULT '',
    browser    bytea NOT NULL,                                        -- hash of the cookie of the browser that left
    expires_at timestamptz NOT NULL
);

-- The cards of a job are told when somebody is moved.
CREATE INDEX action_queue_job ON action_queue (related_job_id) WHERE NOT is_dismissed;

-- Settings ---------------------------------------------------------------------------------------

CREATE TABLE setting_changes (                                        -- NULL: the default. A secret stands here as it is stored: sealed
    id         uuid PRIMARY KEY,
    key        text NOT NULL,
    before     jsonb,
    after      jsonb,
    changed_by uuid REFERENCES users ON DELETE SET NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX setting_changes_key ON setting_changes (key, changed_at DESC);
CREATE INDEX setting_changes_by ON setting_changes (changed_by) WHERE changed_by IS NOT NULL;

-- The trail --------------------------------------------------------------------------------------

-- When an id of UUID version 7 was made.
CREATE FUNCTION id_time(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_timestamp((('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint) / 1000.0);

-- The smallest id of version 7 of a moment.
CREATE FUNCTION first_id_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid;

ALTER TABLE activity_logs RENAME TO activity_logs_before;
ALTER INDEX activity_logs_pkey RENAME TO activity_logs_before_pkey;
DROP INDEX activity_logs_newest, activity_logs_entity, activity_logs_user;

-- Partitioned by month. The key is the time-ordered id, so that it stays the primary key alone; `created_at` is held to it.
-- People are never deleted from under the trail: an account is closed and emptied, its row stays.
CREATE TABLE activity_logs (
    id             uuid PRIMARY KEY,
    user_id        uuid CONSTRAINT activity_logs_user_id_fkey REFERENCES users,
    action_type    text NOT NULL,
    severity       log_severity NOT NULL DEFAULT 'INFO',
    entity_id      uuid,
    description    text NOT NULL,
    ip_address     text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    -- added beside the order
    entity_type    text,
    request_id     text,
    before         jsonb,                                             -- what a change replaced, without secrets
    after          jsonb,
    desk_id        uuid,                                              -- the job or client that it hangs on: who recruits for it or manages it reads it
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),        -- a seal covers whole transactions, so that none comes too late for it
    epoch          integer NOT NULL DEFAULT 1,                        -- counts the clusters that the database has lived in: each numbers its transactions anew
    CONSTRAINT activity_logs_time_of_id CHECK (created_at BETWEEN id_time(id) - interval '1 hour' AND id_time(id) + interval '1 hour')
) PARTITION BY RANGE (id);
CREATE INDEX activity_logs_user ON activity_logs (user_id, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX activity_logs_user_action ON activity_logs (user_id, action_type, severity, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX activity_logs_action ON activity_logs (action_type, severity, id DESC);
CREATE INDEX activity_logs_entity ON activity_logs (entity_id, id DESC) WHERE entity_id IS NOT NULL;
CREATE INDEX activity_logs_severity ON activity_logs (severity, id DESC) WHERE severity IN ('WARN', 'ERROR');
CREATE INDEX activity_logs_desk ON activity_logs (desk_id, id DESC) INCLUDE (user_id, action_type, severity) WHERE desk_id IS NOT NULL;
CREATE INDEX activity_logs_transaction ON activity_logs (epoch, transaction_id);

-- Whatever has an id of no month that is there yet.
CREATE TABLE activity_logs_other PARTITION OF activity_logs DEFAULT;

CREATE FUNCTION refuse_change_of_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER activity_logs_append_only BEFORE UPDATE OR DELETE ON activity_logs FOR EACH ROW EXECUTE FUNCTION refuse_change_of_trail();

-- Makes the partitions from the month of `since` to the month after next. With the owner's rights, since the program may not make tables.
CREATE FUNCTION make_activity_partitions(since timestamptz DEFAULT now()) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    month timestamp := date_trunc('month', greatest(since, now() - interval '10 years') AT TIME ZONE 'UTC');
    name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('activity partitions'));
    WHILE month <= date_trunc('month', now() AT TIME ZONE 'UTC') + interval '2 months' LOOP
        name := 'activity_logs_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || name) IS NULL AND NOT EXISTS (
            SELECT FROM public.activity_logs_other
            WHERE id >= public.first_id_at(month AT TIME ZONE 'UTC') AND id < public.first_id_at((month + interval '1 month') AT TIME ZONE 'UTC'))
        THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.activity_logs FOR VALUES FROM (%L) TO (%L)', name,
                public.first_id_at(month AT TIME ZONE 'UTC'), public.first_id_at((month + interval '1 month') AT TIME ZONE 'UTC'));
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN
                EXECUTE format('REVOKE ALL ON public.%I FROM shortlist_program', name);
            END IF;
            made := made + 1;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END $$;

-- One seal after another. The rows of whole transactions, in the order of their ids; each pass is cut into slices of ids.
CREATE TABLE activity_seals (
    number         bigint PRIMARY KEY,
    epoch          integer NOT NULL,
    from_transaction xid8 NOT NULL,                                   -- this one and later …
    to_transaction xid8 NOT NULL,                                     -- … up to before this one
    after_id       uuid,                                              -- NULL: the first slice of its pass
    last_id        uuid NOT NULL,
    rows           integer NOT NULL,
    manifest       bytea NOT NULL,                                    -- 16 bytes of each row's id and 16 of its SHA-256
    previous_hash  bytea NOT NULL,
    hash           bytea NOT NULL,                                    -- HMAC-SHA256 of all the above, with the installation's key
    sealed_at      timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER activity_seals_append_only BEFORE UPDATE OR DELETE ON activity_seals FOR EACH ROW EXECUTE FUNCTION refuse_change_of_trail();

-- Removes whole months that are over for longer than `months`, at least 3. What was removed stays on record here and in the seals.
CREATE TABLE activity_prunings (
    month     date PRIMARY KEY,
    rows      bigint NOT NULL,
    pruned_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION prune_activity(months integer) RETURNS SETOF activity_prunings
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    part record;
    pruned public.activity_prunings;
BEGIN
    IF months < 3 THEN RAISE EXCEPTION 'the trail is kept for at least 3 months'; END IF;
    FOR part IN
        SELECT relname, to_date(right(relname, 7), 'YYYY_MM') AS month FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid
        WHERE inhparent = 'public.activity_logs'::regclass AND relname ~ '^activity_logs_\d{4}_\d{2}$'
    LOOP
        CONTINUE WHEN part.month + interval '1 month' + make_interval(months => months) > now() AT TIME ZONE 'UTC';
        pruned.month := part.month;
        pruned.pruned_at := now();
        EXECUTE format('SELECT count(*) FROM public.%I', part.relname) INTO pruned.rows;
        EXECUTE format('DROP TABLE public.%I', part.relname);
        INSERT INTO public.activity_prunings VALUES (pruned.*) ON CONFLICT (month) DO UPDATE SET rows = activity_prunings.rows + excluded.rows, pruned_at = now();
        RETURN NEXT pruned;
    END LOOP;
END $$;

SELECT make_activity_partitions(coalesce((SELECT min(created_at) FROM activity_logs_before), now()));
INSERT INTO activity_logs (id, user_id, action_type, severity, entity_id, description, ip_address, created_at, entity_type, request_id, desk_id)
SELECT id, user_id, action_type, severity, entity_id, description, ip_address, created_at, entity_type, request_id,
    CASE WHEN entity_type IN ('job', 'client') THEN entity_id
         WHEN entity_type = 'application' THEN (SELECT job_id FROM applications WHERE applications.id = entity_id) END
FROM activity_logs_before;
DROP TABLE activity_logs_before;

-- What the program may -----------------------------------------------------------------------------

-- The program works as this role: everything in the tables, except that the trail, its seals and the history of settings only grow. Who may not
-- make roles goes without: `shortlist doctor` says so.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN
        BEGIN
            CREATE ROLE shortlist_program NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                  WHEN insufficient_privilege THEN RAISE WARNING 'this user may not make the role shortlist_program; the trail is protected by triggers only';
        END;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN
        GRANT USAGE ON SCHEMA public TO shortlist_program;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO shortlist_program;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO shortlist_program;
        REVOKE UPDATE, DELETE ON activity_seals, setting_changes FROM shortlist_program;
        -- The program neither says in which transaction it writes, nor writes to a month by its own name.
        REVOKE ALL ON activity_logs, activity_logs_other FROM shortlist_program;
        GRANT SELECT ON activity_logs TO shortlist_program;
        GRANT INSERT (id, user_id, action_type, severity, entity_id, description, ip_address, created_at, entity_type, request_id, before, after, desk_id)
            ON activity_logs TO shortlist_program;
        REVOKE INSERT, UPDATE, DELETE ON activity_prunings, schema_migrations FROM shortlist_program;
        PERFORM make_activity_partitions();
        BEGIN
            EXECUTE format('GRANT shortlist_program TO %I', current_user);
        EXCEPTION WHEN insufficient_privilege OR invalid_grant_operation THEN NULL;
        END;
    END IF;
END $$;
DO $$
DECLARE part record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN RETURN; END IF;
    FOR part IN SELECT inhrelid::regclass AS name FROM pg_inherits WHERE inhparent = 'activity_logs'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM shortlist_program', part.name);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION make_activity_partitions(timestamptz), prune_activity(integer) FROM PUBLIC;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortlist_program') THEN
        GRANT EXECUTE ON FUNCTION make_activity_partitions(timestamptz), prune_activity(integer) TO shortlist_program;
        GRANT SELECT ON activity_logs_other TO shortlist_program;      -- for the doctor, who looks for strays there
    END IF;
END $$;
