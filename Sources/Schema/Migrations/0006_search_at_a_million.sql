-- Search at a million people: what a row is filtered and roughly compared by lies in the row.

ALTER TABLE candidate_search
    -- Of each number of the meaning whether it is above nothing: 48 bytes, by which the few that are compared exactly are picked.
    ADD COLUMN sketch bit(384) GENERATED ALWAYS AS (binary_quantize(meaning)::bit(384)) STORED;

-- `toast_tuple_target` moves every other text out of the row as well, once it is longer than a pointer: the name of a model is.
ALTER TABLE candidate_search
    ALTER COLUMN sketch SET STORAGE MAIN, ALTER COLUMN model SET STORAGE MAIN, ALTER COLUMN city SET STORAGE MAIN,
    ALTER COLUMN source SET STORAGE MAIN, ALTER COLUMN currency SET STORAGE MAIN;
