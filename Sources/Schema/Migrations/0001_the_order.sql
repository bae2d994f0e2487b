-- The fourteen tables that were ordered, with the columns that reality added beside them.
-- UUIDs are version 7 and made by the program. Money is whole currency units. Times are timestamptz.

CREATE EXTENSION IF NOT EXISTS vector;

-- 1. Core identity -----------------------------------------------------------------------------

CREATE TYPE user_role AS ENUM ('ADMIN', 'RECRUITER', 'SALES', 'CANDIDATE', 'MANAGER');
CREATE TYPE user_status AS ENUM ('Active', 'Inactive');

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text CONSTRAINT users_email_length CHECK (length(email) <= 254),     -- as the person writes it; NULL for sourced people without one
    email_key     text CONSTRAINT users_email_key_unique UNIQUE,                       -- one spelling per mailbox: lower case, without +tag, Gmail without dots
    password_hash text,                                                                -- bcrypt; NULL until the person sets one
    role          user_role NOT NULL,
    full_name     text NOT NULL CONSTRAINT users_full_name_length CHECK (length(full_name) BETWEEN 1 AND 200),
    avatar_url    text,
    status        user_status NOT NULL DEFAULT 'Active',
    is_verified   boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_login    timestamptz,
    last_active   timestamptz,
    CONSTRAINT users_email_unique UNIQUE (email),
    CONSTRAINT users_email_has_key CHECK ((email IS NULL) = (email_key IS NULL)),
    CONSTRAINT users_staff_have_email CHECK (role = 'CANDIDATE' OR email IS NOT NULL)
);
CREATE INDEX users_staff ON users (role, full_name) WHERE role <> 'CANDIDATE';

CREATE TABLE sessions (
    token_hash   bytea PRIMARY KEY CONSTRAINT sessions_token_hash_is_sha256 CHECK (length(token_hash) = 32),
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    ip_address   text,
    user_agent   text
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE sign_in_links (
    token_hash bytea PRIMARY KEY CONSTRAINT sign_in_links_token_hash_is_sha256 CHECK (length(token_hash) = 32),
    user_id    uuid REFERENCES users ON DELETE CASCADE,                                -- NULL: the set-up link for the first ADMIN
    purpose    text NOT NULL CONSTRAINT sign_in_links_purpose CHECK (purpose IN ('sign-in', 'set-up')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT sign_in_links_user CHECK ((purpose = 'set-up') = (user_id IS NULL))
);

CREATE TABLE system_settings (
    key         text PRIMARY KEY,
    value       jsonb NOT NULL,
    description text NOT NULL DEFAULT '',
    updated_at  timestamptz NOT NULL DEFAULT now(),
    updated_by  uuid REFERENCES users ON DELETE SET NULL
);

-- 7. Sales (before jobs, which reference clients) ------------------------------------------------

CREATE TYPE lead_status AS ENUM ('New', 'Contacted', 'Qualified', 'Proposal', 'Negotiation', 'Converted', 'Lost');
CREATE TYPE service_type AS ENUM ('Permanent', 'Contract', 'RPO', 'Executive Search');
CREATE TYPE client_status AS ENUM ('Active', 'Inactive', 'Blacklisted');

CREATE TABLE leads (
    id                  uuid PRIMARY KEY,
    owner_id            uuid REFERENCES users ON DELETE SET NULL,
    company_name        text NOT NULL CONSTRAINT leads_company_name_length CHECK (length(company_name) BETWEEN 1 AND 200),
    contact_person      text,
    contact_email       text,
    contact_phone       text,
    status              lead_status NOT NULL DEFAULT 'New',
    service_type        service_type NOT NULL DEFAULT 'Permanent',
    estimated_value     numeric(14, 2) CONSTRAINT leads_estimated_value_not_negative CHECK (estimated_value >= 0),
    probability         integer CONSTRAINT leads_probability_range CHECK (probability BETWEEN 0 AND 100),
    expected_close_date date,
    next_follow_up      timestamptz,
    source              text,
    created_at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX leads_owner ON leads (owner_id, status);

CREATE TABLE sales_tasks (
    id           uuid PRIMARY KEY,
    lead_id      uuid NOT NULL REFERENCES leads ON DELETE CASCADE,
    title        text NOT NULL CONSTRAINT sales_tasks_title_length CHECK (length(title) BETWEEN 1 AND 300),
    is_completed boolean NOT NULL DEFAULT false,
    due_date     date,
    assigned_to  uuid REFERENCES users ON DELETE SET NULL
);
CREATE INDEX sales_tasks_open ON sales_tasks (assigned_to, due_date) WHERE NOT is_completed;
CREATE INDEX sales_tasks_lead ON sales_tasks (lead_id);

CREATE TABLE clients (
    id                   uuid PRIMARY KEY,
    name                 text NOT NULL CONSTRAINT clients_name_length CHECK (length(name) BETWEEN 1 AND 200),
    billing_address      text,
    status               client_status NOT NULL DEFAULT 'Active',
    corporate_identity   jsonb NOT NULL DEFAULT '{}',
    contract_start_date  date,
    contract_end_date    date,
    account_manager_id   uuid REFERENCES users ON DELETE SET NULL,
    created_from_lead_id uuid REFERENCES leads ON DELETE SET NULL,
    website              text,
    logo_url             text,
    created_at           timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT clients_contract_order CHECK (contract_end_date >= contract_start_date)
);
CREATE UNIQUE INDEX clients_name_unique ON clients (lower(name));

-- 2. Hot drops -----------------------------------------------------------------------------------

CREATE TABLE external_job_postings (
    id           uuid PRIMARY KEY,
    source       text NOT NULL,
    original_url text NOT NULL,
    title        text NOT NULL,
    company_name text NOT NULL,
    location     text,
    posted_date  date,
    summary      text,
    salary_text  text,
    job_type     text,
    fetched_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    CONSTRAINT external_job_postings_url_unique UNIQUE (original_url)
);
CREATE INDEX external_job_postings_live ON external_job_postings (expires_at, posted_date DESC);

-- 3. Jobs ----------------------------------------------------------------------------------------

CREATE TYPE employment_type AS ENUM ('FULL_TIME', 'PART_TIME', 'CONTRACTOR', 'TEMPORARY', 'INTERN');
CREATE TYPE work_mode AS ENUM ('On-site', 'Remote', 'Hybrid');
CREATE TYPE salary_unit AS ENUM ('YEAR', 'MONTH', 'HOUR');
CREATE TYPE job_status AS ENUM ('Draft', 'Sourcing', 'Interview', 'Offer', 'Closed');

CREATE TABLE jobs (
    id                      uuid PRIMARY KEY,
    client_id               uuid NOT NULL REFERENCES clients,
    assigned_recruiter_id   uuid REFERENCES users ON DELETE SET NULL,
    title                   text NOT NULL CONSTRAINT jobs_title_length CHECK (length(title) BETWEEN 1 AND 200),
    internal_job_id         text,
    employment_type         employment_type NOT NULL DEFAULT 'FULL_TIME',
    work_mode               work_mode NOT NULL DEFAULT 'On-site',
    industry                text,
    functional_area         text,
    job_locations           jsonb NOT NULL DEFAULT '[]' CONSTRAINT jobs_job_locations_array CHECK (jsonb_typeof(job_locations) = 'array'),
    min_salary              bigint CONSTRAINT jobs_min_salary_not_negative CHECK (min_salary >= 0),
    max_salary              bigint CONSTRAINT jobs_max_salary_not_negative CHECK (max_salary >= 0),
    currency                text NOT NULL DEFAULT 'INR' CONSTRAINT jobs_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
    salary_unit             salary_unit NOT NULL DEFAULT 'YEAR',
    benefits_perks          jsonb NOT NULL DEFAULT '[]',
    about_company           text,
    job_summary             text,
    responsibilities        jsonb NOT NULL DEFAULT '[]',
    experience_required     text,
    education_qualification text,
    required_skills         jsonb NOT NULL DEFAULT '[]',
    preferred_skills        jsonb NOT NULL DEFAULT '[]',
    tools_tech_stack        jsonb NOT NULL DEFAULT '[]',
    number_of_openings      integer NOT NULL DEFAULT 1 CONSTRAINT jobs_number_of_openings_positive CHECK (number_of_openings BETWEEN 1 AND 10000),
    application_deadline    date,
    hiring_process_rounds   jsonb NOT NULL DEFAULT '[]',
    notice_period_accepted  text,
    slug_url                text NOT NULL CONSTRAINT jobs_slug_url_unique UNIQUE,
    meta_title              text,
    meta_description        text,
    status                  job_status NOT NULL DEFAULT 'Draft',
    created_at              timestamptz NOT NULL DEFAULT now(),
    updated_at              timestamptz NOT NULL DEFAULT now(),
    -- added beside the order
    published_at            timestamptz,                       -- datePosted for Google; never bumped
    closed_at               timestamptz,                       -- 30 days of a "closed" page, then 410
    country                 text NOT NULL DEFAULT 'IN' CONSTRAINT jobs_country_iso CHECK (country ~ '^[A-Z]{2}$'),  -- of every location, and of remote work
    is_client_confidential  boolean NOT NULL DEFAULT false,    -- the agency's name stands in for the client's
    experience_min_years    numeric(4, 1),                     -- derived from experience_required
    experience_max_years    numeric(4, 1),
    notice_max_days         integer,                           -- derived from notice_period_accepted
    skills_vector           vector(384),
    version                 integer NOT NULL DEFAULT 1,
    search                  tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A')
        || setweight(jsonb_to_tsvector('english', required_skills || tools_tech_stack || job_locations, '["string"]'), 'B')
        || setweight(to_tsvector('english', coalesce(industry, '') || ' ' || coalesce(functional_area, '')), 'C')
        || setweight(to_tsvector('english', left(coalesce(job_summary, ''), 20000)), 'D')) STORED,
    CONSTRAINT jobs_salary_order CHECK (max_salary >= min_salary),
    CONSTRAINT jobs_published_when_open CHECK (status IN ('Draft', 'Closed') OR published_at IS NOT NULL),
    CONSTRAINT jobs_closed_has_time CHECK ((status = 'Closed') = (closed_at IS NOT NULL))
);
CREATE INDEX jobs_open ON jobs (published_at DESC, id DESC) WHERE status IN ('Sourcing', 'Interview', 'Offer');
CREATE INDEX jobs_recruiter ON jobs (assigned_recruiter_id, status);
CREATE INDEX jobs_client ON jobs (client_id);
CREATE INDEX jobs_newest ON jobs (created_at DESC, id DESC);
CREATE INDEX jobs_search ON jobs USING gin (search);

-- 4. Candidates ----------------------------------------------------------------------------------

CREATE TABLE stored_files (
    sha256     bytea PRIMARY KEY CONSTRAINT stored_files_sha256_length CHECK (length(sha256) = 32),
    bytes      bigint NOT NULL CONSTRAINT stored_files_bytes_positive CHECK (bytes > 0),
    media_type text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE candidate_profiles (
    user_id                 uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    phone                   text,
    linkedin_url            text,
    portfolio_url           text,
    github_url              text,
    resume_url              text,
    resume_last_updated     timestamptz,
    bio                     text,
    is_actively_searching   boolean NOT NULL DEFAULT true,
    highest_education       text,
    year_of_passing         integer CONSTRAINT candidate_profiles_year_of_passing_range CHECK (year_of_passing BETWEEN 1930 AND 2100),
    skills                  jsonb NOT NULL DEFAULT '[]' CONSTRAINT candidate_profiles_skills_array CHECK (jsonb_typeof(skills) = 'array'),
    certificates            jsonb NOT NULL DEFAULT '[]',
    projects_summary        text,
    ai_skills_vector        vector(384),
    total_experience_years  numeric(4, 1) CONSTRAINT candidate_profiles_experience_range CHECK (total_experience_years BETWEEN 0 AND 80),
    "current_role"          text,
    expected_role           text,
    job_type_preference     text,
    current_locations       jsonb NOT NULL DEFAULT '[]',
    preferred_locations     jsonb NOT NULL DEFAULT '[]',
    ready_to_relocate       text CONSTRAINT candidate_profiles_ready_to_relocate_known CHECK (ready_to_relocate IN ('Yes', 'No', 'Open to Discussion')),
    notice_period           integer CONSTRAINT candidate_profiles_notice_period_range CHECK (notice_period BETWEEN 0 AND 730),
    availability_date       date,
    shift_preference        text,
    work_authorization      text,
    current_ctc             bigint CONSTRAINT candidate_profiles_current_ctc_not_negative CHECK (current_ctc >= 0),
    expected_ctc            bigint CONSTRAINT candidate_profiles_expected_ctc_not_negative CHECK (expected_ctc >= 0),
    currency                text CONSTRAINT candidate_profiles_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
    is_ctc_negotiable       boolean,
    looking_for_jobs_abroad boolean,
    sector_preference       text,
    preferred_industries    jsonb NOT NULL DEFAULT '[]',
    gender                  text,
    marital_status          text,
    dob                     date,
    languages               jsonb NOT NULL DEFAULT '[]',
    reservation_category    text,
    disability              text,
    willingness_to_travel   text,
    has_driving_license     boolean,
    has_current_offers      boolean,
    number_of_offers        integer CONSTRAINT candidate_profiles_number_of_offers_not_negative CHECK (number_of_offers >= 0),
    best_time_to_contact    text,
    preferred_contact_mode  text,
    alternate_email         text,
    alternate_phone         text,
    time_zone               text,
    -- added beside the order
    updated_at              timestamptz NOT NULL DEFAULT now(),
    field_sources           jsonb NOT NULL DEFAULT '{}',       -- column name -> 'person' | 'resume' | 'recruiter' | 'import'
    skills_vector_model     text,                              -- name and version of the model behind ai_skills_vector
    resume_sha256           bytea REFERENCES stored_files,
    resume_file_name        text,                              -- as uploaded, shown and never used as a path
    resume_text             text,
    resume_problem          text,                              -- why the résumé could not be read, in the words shown to people
    search                  tsvector GENERATED ALWAYS AS (
        setweight(jsonb_to_tsvector('english', skills, '["string"]'), 'A')
        || setweight(to_tsvector('english', coalesce("current_role", '')), 'A')
        || setweight(to_tsvector('english', left(coalesce(bio, ''), 20000)), 'C')
        || setweight(to_tsvector('english', left(coalesce(resume_text, ''), 60000)), 'D')) STORED
);
CREATE INDEX candidate_profiles_search ON candidate_profiles USING gin (search);
CREATE INDEX candidate_profiles_newest ON candidate_profiles (updated_at DESC, user_id DESC);
CREATE INDEX candidate_profiles_resume_file ON candidate_profiles (resume_sha256) WHERE resume_sha256 IS NOT NULL;

CREATE TABLE candidate_work_history (
    id               uuid PRIMARY KEY,
    profile_id       uuid NOT NULL REFERENCES candidate_profiles ON DELETE CASCADE,
    company_name     text,
    job_title        text,
    start_date       date,
    end_date         date,
    is_current       boolean NOT NULL DEFAULT false,
    responsibilities text,
    tools_used       jsonb NOT NULL DEFAULT '[]',
    ctc_at_role      text,
    CONSTRAINT candidate_work_history_dates_order CHECK (end_date >= start_date),
    CONSTRAINT candidate_work_history_current_is_open CHECK (NOT (is_current AND end_date IS NOT NULL)),
    CONSTRAINT candidate_work_history_says_something CHECK (company_name IS NOT NULL OR job_title IS NOT NULL)
);
CREATE INDEX candidate_work_history_profile ON candidate_work_history (profile_id, start_date DESC);

-- 5. Applications --------------------------------------------------------------------------------

CREATE TYPE application_status AS ENUM ('New', 'Screening', 'Interview', 'Offer', 'Rejected', 'Withdrawn');
CREATE TYPE automation_status AS ENUM ('New', 'Contacting...', 'Awaiting Reply', 'Live Chat', 'Intervention Needed', 'Completed', 'Declined');

CREATE TABLE applications (
    id                    uuid PRIMARY KEY,
    job_id                uuid NOT NULL REFERENCES jobs,
    candidate_id          uuid NOT NULL REFERENCES users,
    applied_at            timestamptz NOT NULL DEFAULT now(),
    status                application_status NOT NULL DEFAULT 'New',
    is_active             boolean NOT NULL DEFAULT true,
    match_score           integer CONSTRAINT applications_match_score_range CHECK (match_score BETWEEN 0 AND 100),
    ai_custom_summary     text,
    automation_status     automation_status NOT NULL DEFAULT 'New',
    is_recruiter_approved boolean NOT NULL DEFAULT false,
    follow_up_status      text CONSTRAINT applications_follow_up_status_known CHECK (follow_up_status IN
                              ('Shortlisted', 'Int-scheduled', 'Offered', 'Joined', 'No Show', 'Under Follow-up', 'Rejected')),
    next_follow_up_date   date,
    follow_up_remarks     text,
    -- added beside the order
    match_reasons         jsonb,                               -- the evidence behind match_score, as Matching.Score encodes it
    status_changed_at     timestamptz NOT NULL DEFAULT now(),  -- "6 days in stage"
    version               integer NOT NULL DEFAULT 1,          -- two people moving the same card: the second is told
    times_applied         integer NOT NULL DEFAULT 1,
    CONSTRAINT applications_job_id_candidate_id_unique UNIQUE (job_id, candidate_id),
    CONSTRAINT applications_is_active_follows CHECK (is_active = (status NOT IN ('Rejected', 'Withdrawn') AND follow_up_status IS DISTINCT FROM 'Joined'))
);
CREATE INDEX applications_board ON applications (job_id, status, match_score DESC NULLS LAST, id);
CREATE INDEX applications_candidate ON applications (candidate_id, applied_at DESC);
CREATE INDEX applications_follow_up ON applications (next_follow_up_date) WHERE is_active AND next_follow_up_date IS NOT NULL;

CREATE TABLE application_timeline (
    id              uuid PRIMARY KEY,
    application_id  uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
    previous_status text,
    new_status      text NOT NULL,
    changed_by      uuid REFERENCES users ON DELETE SET NULL,
    remarks         text CONSTRAINT application_timeline_remarks_length CHECK (length(remarks) <= 5000),
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX application_timeline_application ON application_timeline (application_id, created_at DESC);

CREATE TABLE application_links (                               -- the candidate's private link to one application
    token_hash     bytea PRIMARY KEY CONSTRAINT application_links_token_hash_is_sha256 CHECK (length(token_hash) = 32),
    application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
    created_at     timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL
);
CREATE INDEX application_links_application ON application_links (application_id);

CREATE TABLE consents (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    purpose      text NOT NULL,
    wording      text NOT NULL,                                -- exactly what the person agreed to
    given_at     timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz,
    ip_address   text
);
CREATE INDEX consents_user ON consents (user_id);

-- 6. Action queue --------------------------------------------------------------------------------

CREATE TYPE action_type AS ENUM ('NEW_MATCHES', 'CHAT_FOLLOWUP', 'NO_RESPONSE', 'PARSE_FAILURE', 'INTERVENTION_NEEDED');
CREATE TYPE action_priority AS ENUM ('High', 'Medium', 'Low');

CREATE TABLE action_queue (
    id                   uuid PRIMARY KEY,
    user_id              uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    type                 action_type NOT NULL,
    title                text NOT NULL,
    description          text NOT NULL DEFAULT '',
    priority             action_priority NOT NULL DEFAULT 'Medium',
    related_job_id       uuid REFERENCES jobs ON DELETE CASCADE,
    related_candidate_id uuid REFERENCES users ON DELETE CASCADE,
    is_dismissed         boolean NOT NULL DEFAULT false,
    created_at           timestamptz NOT NULL DEFAULT now(),
    -- added beside the order
    updated_at           timestamptz NOT NULL DEFAULT now(),
    count                integer NOT NULL DEFAULT 1            -- how many events this one card stands for
);
CREATE INDEX action_queue_open ON action_queue (user_id, priority, updated_at DESC) WHERE NOT is_dismissed;
CREATE UNIQUE INDEX action_queue_one_match_card ON action_queue (user_id, related_job_id) WHERE type = 'NEW_MATCHES' AND NOT is_dismissed;
CREATE UNIQUE INDEX action_queue_one_parse_card ON action_queue (user_id, related_job_id, related_candidate_id) WHERE type = 'PARSE_FAILURE' AND NOT is_dismissed;

-- 8. Communication and logs ----------------------------------------------------------------------

CREATE TYPE sender_type AS ENUM ('CANDIDATE', 'BOT', 'RECRUITER');
CREATE TYPE log_severity AS ENUM ('INFO', 'WARN', 'ERROR', 'SUCCESS');

CREATE TABLE chat_messages (
    id             uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
    sender_type    sender_type NOT NULL,
    message_text   text NOT NULL CONSTRAINT chat_messages_text_length CHECK (length(message_text) BETWEEN 1 AND 10000),
    sent_at        timestamptz NOT NULL DEFAULT now(),
    is_read        boolean NOT NULL DEFAULT false
);
CREATE INDEX chat_messages_application ON chat_messages (application_id, sent_at);

CREATE TABLE activity_logs (
    id          uuid PRIMARY KEY,
    user_id     uuid REFERENCES users ON DELETE SET NULL,
    action_type text NOT NULL,
    severity    log_severity NOT NULL DEFAULT 'INFO',
    entity_id   uuid,
    description text NOT NULL,
    ip_address  text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    -- added beside the order
    entity_type text,
    request_id  text
);
CREATE INDEX activity_logs_newest ON activity_logs (created_at DESC, id DESC);
CREATE INDEX activity_logs_entity ON activity_logs (entity_id, created_at DESC);

-- Background work and mail -----------------------------------------------------------------------

CREATE TABLE background_jobs (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL,
    payload      jsonb NOT NULL DEFAULT '{}',
    unique_key   text,                                         -- at most one unfinished job per key
    run_at       timestamptz NOT NULL DEFAULT now(),
    attempts     integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 8,
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    locked_until timestamptz,                                  -- a worker holds it until then; a crashed worker's hold runs out
    finished_at  timestamptz,
    failed_at    timestamptz                                   -- given up after max_attempts
);
CREATE INDEX background_jobs_due ON background_jobs (run_at) WHERE finished_at IS NULL AND failed_at IS NULL;
CREATE UNIQUE INDEX background_jobs_one_per_key ON background_jobs (unique_key) WHERE finished_at IS NULL AND failed_at IS NULL;

CREATE TABLE outbox (
    id         uuid PRIMARY KEY,
    recipient  text NOT NULL,
    subject    text NOT NULL,
    body_text  text NOT NULL,
    body_html  text,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at    timestamptz,
    message_id text
);
CREATE INDEX outbox_newest ON outbox (created_at DESC);
