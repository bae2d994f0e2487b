-- Every file that a candidate sent stays theirs: a newer résumé becomes the master and pushes none out.
CREATE TABLE candidate_files (
    id             uuid PRIMARY KEY,
    user_id        uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    application_id uuid REFERENCES applications ON DELETE SET NULL,     -- with which it came
    sha256         bytea NOT NULL REFERENCES stored_files,
    file_name      text NOT NULL,                                       -- as uploaded, shown and never used as a path
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX candidate_files_user ON candidate_files (user_id, created_at DESC);
CREATE INDEX candidate_files_application ON candidate_files (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX candidate_files_file ON candidate_files (sha256);

-- Two people with the same client open: the second is told.
ALTER TABLE clients ADD COLUMN version integer NOT NULL DEFAULT 1;
