/// What was ordered, column by column, in the words of the specification: type, labels in their order, key, reference.
struct Ordered: Sendable, CustomStringConvertible {
    let table: String
    let column: String
    /// As the specification writes it: UUID, VARCHAR, ENUM …
    let type: String
    let labels: [String]
    let isPrimaryKey: Bool
    let isUnique: Bool
    /// "users.id"
    let reference: String?

    var description: String { "\(table).\(column)" }

    /// Reads one line such as `users.role ENUM 'ADMIN' 'MANAGER'` or `jobs.client_id UUID -> clients.id`.
    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count >= 2, let dot = words[0].firstIndex(of: ".") else { return nil }
        table = String(words[0][..<dot])
        column = String(words[0][words[0].index(after: dot)...])
        type = String(words[1])
        labels = line.split(separator: "'").dropFirst().enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }
        isPrimaryKey = words.contains("PK")
        isUnique = words.contains("UNIQUE")
        reference = words.firstIndex(of: "->").map { String(words[$0 + 1]) }
    }

    static let all = text.split(separator: "\n").compactMap(Ordered.init)

    private static let text = """
        users.id UUID PK
        users.email VARCHAR UNIQUE
        users.password_hash VARCHAR
        users.role ENUM 'ADMIN' 'RECRUITER' 'SALES' 'CANDIDATE' 'MANAGER'
        users.full_name VARCHAR
        users.avatar_url VARCHAR
        users.status ENUM 'Active' 'Inactive'
        users.is_verified BOOLEAN
        users.created_at TIMESTAMP
        users.last_login TIMESTAMP
        users.last_active TIMESTAMP

        system_settings.key VARCHAR PK
        system_settings.value JSONB
        system_settings.description TEXT
        system_settings.updated_at TIMESTAMP
        system_settings.updated_by UUID -> users.id

        external_job_postings.id UUID PK
        external_job_postings.source VARCHAR
        external_job_postings.original_url TEXT
        external_job_postings.title VARCHAR
        external_job_postings.company_name VARCHAR
        external_job_postings.location VARCHAR
        external_job_postings.posted_date DATE
        external_job_postings.summary TEXT
        external_job_postings.salary_text VARCHAR
        external_job_postings.job_type VARCHAR
        external_job_postings.fetched_at TIMESTAMP
        external_job_postings.expires_at TIMESTAMP

        jobs.id UUID PK
        jobs.client_id UUID -> clients.id
        jobs.assigned_recruiter_id UUID -> users.id
        jobs.title VARCHAR
        jobs.internal_job_id VARCHAR
        jobs.employment_type ENUM 'FULL_TIME' 'PART_TIME' 'CONTRACTOR' 'TEMPORARY' 'INTERN'
        jobs.work_mode ENUM 'On-site' 'Remote' 'Hybrid'
        jobs.industry VARCHAR
        jobs.functional_area VARCHAR
        jobs.job_locations JSONB
        jobs.min_salary BIGINT
        jobs.max_salary BIGINT
        jobs.currency VARCHAR
        jobs.salary_unit ENUM 'YEAR' 'MONTH' 'HOUR'
        jobs.benefits_perks JSONB
        jobs.about_company TEXT
        jobs.job_summary TEXT
        jobs.responsibilities JSONB
        jobs.experience_required VARCHAR
        jobs.education_qualification VARCHAR
        jobs.required_skills JSONB
        jobs.preferred_skills JSONB
        jobs.tools_tech_stack JSONB
        jobs.number_of_openings INT
        jobs.application_deadline DATE
        jobs.hiring_process_rounds JSONB
        jobs.notice_period_accepted VARCHAR
        jobs.slug_url VARCHAR UNIQUE
        jobs.meta_title VARCHAR
        jobs.meta_description VARCHAR
        jobs.status ENUM 'Draft' 'Sourcing' 'Interview' 'Offer' 'Closed'
        jobs.created_at TIMESTAMP
        jobs.updated_at TIMESTAMP

        candidate_profiles.user_id UUID PK -> users.id
        candidate_profiles.phone VARCHAR
        candidate_profiles.linkedin_url VARCHAR
        candidate_profiles.portfolio_url VARCHAR
        candidate_profiles.github_url VARCHAR
        candidate_profiles.resume_url VARCHAR
        candidate_profiles.resume_last_updated TIMESTAMP
        candidate_profiles.bio TEXT
        candidate_profiles.is_actively_searching BOOLEAN
        candidate_profiles.highest_education VARCHAR
        candidate_profiles.year_of_passing INT
        candidate_profiles.skills JSONB
        candidate_profiles.certificates JSONB
        candidate_profiles.projects_summary TEXT
        candidate_profiles.ai_skills_vector VECTOR
        candidate_profiles.total_experience_years DECIMAL
        candidate_profiles.current_role VARCHAR
        candidate_profiles.expected_role VARCHAR
        candidate_profiles.job_type_preference VARCHAR
        candidate_profiles.current_locations JSONB
        candidate_profiles.preferred_locations JSONB
        candidate_profiles.ready_to_relocate VARCHAR
        candidate_profiles.notice_period INT
        candidate_profiles.availability_date DATE
        candidate_profiles.shift_preference VARCHAR
        candidate_profiles.work_authorization VARCHAR
        candidate_profiles.current_ctc BIGINT
        candidate_profiles.expected_ctc BIGINT
        candidate_profiles.currency VARCHAR
        candidate_profiles.is_ctc_negotiable BOOLEAN
        candidate_profiles.looking_for_jobs_abroad BOOLEAN
        candidate_profiles.sector_preference VARCHAR
        candidate_profiles.preferred_industries JSONB
        candidate_profiles.gender VARCHAR
        candidate_profiles.marital_status VARCHAR
        candidate_profiles.dob DATE
        candidate_profiles.languages JSONB
        candidate_profiles.reservation_category VARCHAR
        candidate_profiles.disability VARCHAR
        candidate_profiles.willingness_to_travel VARCHAR
        candidate_profiles.has_driving_license BOOLEAN
        candidate_profiles.has_current_offers BOOLEAN
        candidate_profiles.number_of_offers INT
        candidate_profiles.best_time_to_contact VARCHAR
        candidate_profiles.preferred_contact_mode VARCHAR
        candidate_profiles.alternate_email VARCHAR
        candidate_profiles.alternate_phone VARCHAR
        candidate_profiles.time_zone VARCHAR

        candidate_work_history.id UUID PK
        candidate_work_history.profile_id UUID -> candidate_profiles.user_id
        candidate_work_history.company_name VARCHAR
        candidate_work_history.job_title VARCHAR
        candidate_work_history.start_date DATE
        candidate_work_history.end_date DATE
        candidate_work_history.is_current BOOLEAN
        candidate_work_history.responsibilities TEXT
        candidate_work_history.tools_used JSONB
        candidate_work_history.ctc_at_role VARCHAR

        applications.id UUID PK
        applications.job_id UUID -> jobs.id
        applications.candidate_id UUID -> users.id
        applications.applied_at TIMESTAMP
        applications.status ENUM 'New' 'Screening' 'Interview' 'Offer' 'Rejected' 'Withdrawn'
        applications.is_active BOOLEAN
        applications.match_score INT
        applications.ai_custom_summary TEXT
        applications.automation_status ENUM 'New' 'Contacting...' 'Awaiting Reply' 'Live Chat' 'Intervention Needed' 'Completed' 'Declined'
        applications.is_recruiter_approved BOOLEAN
        applications.follow_up_status VARCHAR
        applications.next_follow_up_date DATE
        applications.follow_up_remarks TEXT

        application_timeline.id UUID PK
        application_timeline.application_id UUID -> applications.id
        application_timeline.previous_status VARCHAR
        application_timeline.new_status VARCHAR
        application_timeline.changed_by UUID -> users.id
        application_timeline.remarks TEXT
        application_timeline.created_at TIMESTAMP

        action_queue.id UUID PK
        action_queue.user_id UUID -> users.id
        action_queue.type ENUM 'NEW_MATCHES' 'CHAT_FOLLOWUP' 'NO_RESPONSE' 'PARSE_FAILURE' 'INTERVENTION_NEEDED'
        action_queue.title VARCHAR
        action_queue.description TEXT
        action_queue.priority ENUM 'High' 'Medium' 'Low'
        action_queue.related_job_id UUID -> jobs.id
        action_queue.related_candidate_id UUID -> users.id
        action_queue.is_dismissed BOOLEAN
        action_queue.created_at TIMESTAMP

        leads.id UUID PK
        leads.owner_id UUID -> users.id
        leads.company_name VARCHAR
        leads.contact_person VARCHAR
        leads.contact_email VARCHAR
        leads.contact_phone VARCHAR
        leads.status ENUM 'New' 'Contacted' 'Qualified' 'Proposal' 'Negotiation' 'Converted' 'Lost'
        leads.service_type ENUM 'Permanent' 'Contract' 'RPO' 'Executive Search'
        leads.estimated_value DECIMAL
        leads.probability INT
        leads.expected_close_date DATE
        leads.next_follow_up TIMESTAMP
        leads.source VARCHAR

        sales_tasks.id UUID PK
        sales_tasks.lead_id UUID -> leads.id
        sales_tasks.title VARCHAR
        sales_tasks.is_completed BOOLEAN
        sales_tasks.due_date DATE
        sales_tasks.assigned_to UUID -> users.id

        clients.id UUID PK
        clients.name VARCHAR
        clients.billing_address TEXT
        clients.status ENUM 'Active' 'Inactive' 'Blacklisted'
        clients.corporate_identity JSONB
        clients.contract_start_date DATE
        clients.contract_end_date DATE
        clients.account_manager_id UUID -> users.id
        clients.created_from_lead_id UUID -> leads.id

        chat_messages.id UUID PK
        chat_messages.application_id UUID -> applications.id
        chat_messages.sender_type ENUM 'CANDIDATE' 'BOT' 'RECRUITER'
        chat_messages.message_text TEXT
        chat_messages.sent_at TIMESTAMP
        chat_messages.is_read BOOLEAN

        activity_logs.id UUID PK
        activity_logs.user_id UUID -> users.id
        activity_logs.action_type VARCHAR
        activity_logs.severity ENUM 'INFO' 'WARN' 'ERROR' 'SUCCESS'
        activity_logs.entity_id UUID
        activity_logs.description TEXT
        activity_logs.ip_address VARCHAR
        activity_logs.created_at TIMESTAMP
        """
}
