struct ActionRow: TableRow {
    static let table = "action_queue"
    static let columns = [
        "id", "user_id", "type", "title", "description", "priority", "related_job_id", "related_candidate_id", "is_dismissed", "created_at",
        "updated_at", "count",
    ]

    var id, userID: Key
    var type, title, description, priority: String
    var jobID, candidateID: Key?
    var isDismissed = false
    var at: Moment
    var count = 1

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(userID)
        out.field(type)
        out.field(title)
        out.field(description)
        out.field(priority)
        out.field(jobID)
        out.field(candidateID)
        out.field(isDismissed)
        out.field(at)
        out.field(at)
        out.field(count)
    }
}

struct ChatRow: TableRow {
    static let table = "chat_messages"
    static let columns = ["id", "application_id", "sender_type", "message_text", "sent_at", "is_read"]

    var id, applicationID: Key
    var sender, text: String
    var at: Moment
    var isRead = true

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(applicationID)
        out.field(sender)
        out.field(text)
        out.field(at)
        out.field(isRead)
    }
}

struct ActivityRow: TableRow {
    static let table = "activity_logs"
    static let columns = ["id", "user_id", "action_type", "severity", "entity_id", "description", "ip_address", "created_at", "entity_type", "desk_id"]

    var id: Key
    var userID: Key?
    var action: String
    var severity = "INFO"
    var entityID: Key?
    var entityType: String?
    /// The job or client that it hangs on.
    var deskID: Key?
    var description: String
    var address: String?
    var at: Moment

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(userID)
        out.field(action)
        out.field(severity)
        out.field(entityID)
        out.field(description)
        out.field(address)
        out.field(at)
        out.field(entityType)
        out.field(deskID)
    }
}

struct PostingRow: TableRow {
    static let table = "external_job_postings"
    static let columns = [
        "id", "source", "original_url", "title", "company_name", "location", "posted_date", "summary", "salary_text", "job_type", "fetched_at",
        "expires_at",
    ]

    var id: Key
    var source, url, title, company: String
    var location: String?
    var posted: Day?
    var summary, salary, jobType: String?
    var fetchedAt, expiresAt: Moment

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(source)
        out.field(url)
        out.field(title)
        out.field(company)
        out.field(location)
        out.field(posted)
        out.field(summary)
        out.field(salary)
        out.field(jobType)
        out.field(fetchedAt)
        out.field(expiresAt)
    }
}
