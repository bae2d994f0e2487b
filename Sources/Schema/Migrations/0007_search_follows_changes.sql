-- The row that somebody is found by follows what changed, and no more: a vector or a score does not have the words of a résumé read anew.

DROP TRIGGER candidate_search_of_changed ON candidate_profiles;
CREATE FUNCTION candidate_search_follows_profile() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reworded uuid[];
    others uuid[];
BEGIN
    IF current_setting('shortlist.search', true) = 'later' THEN RETURN NULL; END IF;
    -- Every column that refresh_candidate_search and candidate_doc read, but for those below.
    SELECT array_agg(changed.user_id) FILTER (WHERE is_reworded), array_agg(changed.user_id) FILTER (WHERE NOT is_reworded)
    INTO reworded, others
    FROM changed JOIN before ON before.user_id = changed.user_id CROSS JOIN LATERAL (SELECT
        (changed.total_experience_years, changed.notice_period, changed.expected_ctc, changed.currency, changed.is_actively_searching, changed.owner_id,
            changed.source, changed.current_locations, changed.preferred_locations, changed.languages, changed.skills, changed."current_role",
            changed.highest_education, changed.alternate_email, changed.phone, changed.alternate_phone, changed.bio, changed.projects_summary,
            changed.resume_text, changed.certificates, changed.withheld_at, changed.created_at)
        IS DISTINCT FROM
        (before.total_experience_years, before.notice_period, before.expected_ctc, before.currency, before.is_actively_searching, before.owner_id,
            before.source, before.current_locations, before.preferred_locations, before.languages, before.skills, before."current_role",
            before.highest_education, before.alternate_email, before.phone, before.alternate_phone, before.bio, before.projects_summary,
            before.resume_text, before.certificates, before.withheld_at, before.created_at) AS is_reworded) AS compared;
    IF reworded IS NOT NULL THEN PERFORM refresh_candidate_search(reworded); END IF;
    IF others IS NULL THEN RETURN NULL; END IF;
    -- in one order, so that two at once wait and never lock each other out
    PERFORM FROM candidate_search WHERE user_id = ANY (others) ORDER BY user_id FOR UPDATE;
    UPDATE candidate_search AS found SET updated_at = profile.updated_at, model = profile.skills_vector_model, meaning = profile.ai_skills_vector::halfvec(384)
    FROM candidate_profiles AS profile
    WHERE found.user_id = ANY (others) AND profile.user_id = found.user_id
        AND (found.updated_at <> profile.updated_at OR found.model IS DISTINCT FROM profile.skills_vector_model
            OR found.meaning IS DISTINCT FROM profile.ai_skills_vector::halfvec(384));
    RETURN NULL;
END $$;
CREATE TRIGGER candidate_search_of_changed AFTER UPDATE ON candidate_profiles REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT
    EXECUTE FUNCTION candidate_search_follows_profile();

DROP TRIGGER candidate_search_of_person ON users;
CREATE TRIGGER candidate_search_of_person AFTER UPDATE OF full_name, email, merged_into, erased_at ON users FOR EACH ROW
    WHEN (NEW.role = 'CANDIDATE'
        AND (NEW.full_name, NEW.email, NEW.merged_into, NEW.erased_at) IS DISTINCT FROM (OLD.full_name, OLD.email, OLD.merged_into, OLD.erased_at))
    EXECUTE FUNCTION candidate_search_follows_person();
