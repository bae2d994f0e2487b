import Demo
import Postgres
import TestKit
import Testing

/// What the database itself refuses, whatever the program does. Each case changes one row of the small agency, which is whole before.
@Suite struct RefusalTests {
    private struct Case {
        let constraint: String
        let change: SQL
    }

    @Test func brokenRowsAreRefusedByName() async throws {
        try await withEmptyDatabase { database in
            try await Demo.fillSmall(database)
            for refused in Self.people + Self.hiring + Self.sales {
                do {
                    let rows = try await database.run(Command(refused.change))
                    Issue.record("\(refused.constraint) let \(rows) rows pass")
                } catch let error as PostgresError {
                    #expect(error.constraint == refused.constraint)
                }
            }
        }
    }

    /// The same kinds of change where they are right, so that the refusals above cannot be for another reason.
    @Test func soundRowsPass() async throws {
        try await withEmptyDatabase { database in
            try await Demo.fillSmall(database)
            for change in Self.allowed { #expect(try await database.run(Command(change)) > 0) }
        }
    }

    private static let allowed: [SQL] = [
        "UPDATE jobs SET min_salary = 5, max_salary = 5",
        "UPDATE jobs SET min_salary = 5, max_salary = NULL",
        "UPDATE jobs SET status = 'Closed', closed_at = now() WHERE status = 'Sourcing'",
        "UPDATE applications SET status = 'Rejected', is_active = false WHERE status = 'New'",
        "UPDATE applications SET follow_up_status = 'Joined', is_active = false WHERE status = 'Offer'",
        "UPDATE users SET email = NULL, email_key = NULL WHERE role = 'CANDIDATE'",
        "UPDATE candidate_work_history SET is_current = false, end_date = start_date",
        "UPDATE leads SET probability = 0, estimated_value = 0",
    ]

    private static let people = [
        Case(constraint: "users_email_unique", change: "UPDATE users SET email = 'one@example.com'"),
        Case(constraint: "users_email_key_unique", change: "UPDATE users SET email_key = 'one@example.com' WHERE email_key IS NOT NULL"),
        Case(constraint: "users_email_has_key", change: "UPDATE users SET email_key = NULL WHERE role = 'ADMIN'"),
        Case(constraint: "users_staff_have_email", change: "UPDATE users SET email = NULL, email_key = NULL WHERE role = 'RECRUITER'"),
        Case(constraint: "users_full_name_length", change: "UPDATE users SET full_name = ''"),
        Case(constraint: "users_email_length", change: "UPDATE users SET email = repeat('a', 255) WHERE role = 'ADMIN'"),
        Case(constraint: "candidate_profiles_notice_period_range", change: "UPDATE candidate_profiles SET notice_period = -1"),
        Case(constraint: "candidate_profiles_experience_range", change: "UPDATE candidate_profiles SET total_experience_years = 81"),
        Case(constraint: "candidate_profiles_skills_array", change: "UPDATE candidate_profiles SET skills = '{}'"),
        Case(constraint: "candidate_profiles_ready_to_relocate_known", change: "UPDATE candidate_profiles SET ready_to_relocate = 'Maybe'"),
        Case(constraint: "candidate_profiles_currency_iso", change: "UPDATE candidate_profiles SET currency = 'Rs'"),
        Case(constraint: "candidate_profiles_current_ctc_not_negative", change: "UPDATE candidate_profiles SET current_ctc = -1"),
        Case(constraint: "candidate_work_history_dates_order", change: "UPDATE candidate_work_history SET is_current = false, end_date = start_date - 1"),
        Case(constraint: "candidate_work_history_current_is_open", change: "UPDATE candidate_work_history SET is_current = true, end_date = start_date"),
        Case(constraint: "candidate_work_history_says_something", change: "UPDATE candidate_work_history SET company_name = NULL, job_title = NULL"),
    ]

    private static let hiring = [
        Case(constraint: "jobs_salary_order", change: "UPDATE jobs SET min_salary = 10, max_salary = 9"),
        Case(constraint: "jobs_currency_iso", change: "UPDATE jobs SET currency = 'inr'"),
        Case(constraint: "jobs_country_iso", change: "UPDATE jobs SET country = 'India'"),
        Case(constraint: "jobs_slug_url_unique", change: "UPDATE jobs SET slug_url = 'the-same'"),
        Case(constraint: "jobs_number_of_openings_positive", change: "UPDATE jobs SET number_of_openings = 0"),
        Case(constraint: "jobs_published_when_open", change: "UPDATE jobs SET published_at = NULL WHERE status = 'Sourcing'"),
        Case(constraint: "jobs_closed_has_time", change: "UPDATE jobs SET status = 'Closed' WHERE status = 'Sourcing'"),
        Case(constraint: "jobs_title_length", change: "UPDATE jobs SET title = repeat('a', 201)"),
        Case(constraint: "applications_is_active_follows", change: "UPDATE applications SET status = 'Rejected' WHERE status = 'New'"),
        Case(constraint: "applications_is_active_follows", change: "UPDATE applications SET is_active = false WHERE status = 'New'"),
        Case(constraint: "applications_is_active_follows", change: "UPDATE applications SET follow_up_status = 'Joined' WHERE status = 'Screening'"),
        Case(constraint: "applications_match_score_range", change: "UPDATE applications SET match_score = 101"),
        Case(constraint: "applications_follow_up_status_known", change: "UPDATE applications SET follow_up_status = 'Perhaps'"),
        Case(
            constraint: "applications_job_id_candidate_id_unique",
            change: "UPDATE applications SET candidate_id = (SELECT candidate_id FROM applications LIMIT 1)"),
        Case(constraint: "application_timeline_remarks_length", change: "UPDATE application_timeline SET remarks = repeat('a', 5001)"),
        Case(constraint: "chat_messages_text_length", change: "UPDATE chat_messages SET message_text = ''"),
        Case(constraint: "applications_job_id_fkey", change: "DELETE FROM jobs WHERE status = 'Interview'"),
        Case(
            constraint: "action_queue_one_match_card",
            change: "UPDATE action_queue SET user_id = (SELECT id FROM users WHERE role = 'ADMIN'), related_job_id = (SELECT id FROM jobs LIMIT 1)"),
    ]

    private static let sales = [
        Case(constraint: "leads_probability_range", change: "UPDATE leads SET probability = 101"),
        Case(constraint: "leads_estimated_value_not_negative", change: "UPDATE leads SET estimated_value = -1"),
        Case(constraint: "leads_company_name_length", change: "UPDATE leads SET company_name = ''"),
        Case(constraint: "clients_contract_order", change: "UPDATE clients SET contract_end_date = contract_start_date - 1"),
        Case(constraint: "clients_name_unique", change: "UPDATE clients SET name = CASE status WHEN 'Active' THEN 'Acme' ELSE 'ACME' END"),
        Case(constraint: "sales_tasks_title_length", change: "UPDATE sales_tasks SET title = ''"),
        Case(constraint: "external_job_postings_url_unique", change: "UPDATE external_job_postings SET original_url = 'https://example.com'"),
    ]
}
