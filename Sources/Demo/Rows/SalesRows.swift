struct LeadRow: TableRow {
    static let table = "leads"
    static let columns = [
        "id", "owner_id", "company_name", "contact_person", "contact_email", "contact_phone", "status", "service_type", "estimated_value",
        "probability", "expected_close_date", "next_follow_up", "source", "created_at",
    ]

    var id, ownerID: Key
    var company, person, email, phone: String
    var status: String
    var service = "Permanent"
    var value, probability: Int
    var closes: Day?
    var followUp: Moment?
    var source: String
    var createdAt: Moment

    /// How likely a lead at this stage is won, in percent, as sales people put it.
    static let probabilities = ["New": 10, "Contacted": 20, "Qualified": 40, "Proposal": 55, "Negotiation": 75, "Converted": 100, "Lost": 0]
    static let stages = ["New", "Contacted", "Qualified", "Proposal", "Negotiation", "Converted", "Lost"]
    static let services = ["Permanent", "Contract", "RPO", "Executive Search"]

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(ownerID)
        out.field(company)
        out.field(person)
        out.field(email)
        out.field(phone)
        out.field(status)
        out.field(service)
        out.field(value)
        out.field(probability)
        out.field(closes)
        out.field(followUp)
        out.field(source)
        out.field(createdAt)
    }
}

struct TaskRow: TableRow {
    static let table = "sales_tasks"
    static let columns = ["id", "lead_id", "title", "is_completed", "due_date", "assigned_to"]

    var id, leadID: Key
    var title: String
    var isCompleted = false
    var due: Day?
    var assignedTo: Key

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(leadID)
        out.field(title)
        out.field(isCompleted)
        out.field(due)
        out.field(assignedTo)
    }
}

struct ClientRow: TableRow {
    static let table = "clients"
    static let columns = [
        "id", "name", "billing_address", "status", "corporate_identity", "contract_start_date", "contract_end_date", "account_manager_id",
        "created_from_lead_id", "website", "created_at",
    ]

    var id: Key
    var name, address: String
    var status = "Active"
    var gst, pan: String?
    var start, end: Day?
    var accountOwnerID: Key
    var leadID: Key?
    var website: String?
    var createdAt: Moment

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(name)
        out.field(address)
        out.field(status)
        out.open()
        writeIdentity(&out)
        out.field(start)
        out.field(end)
        out.field(accountOwnerID)
        out.field(leadID)
        out.field(website)
        out.field(createdAt)
    }

    private func writeIdentity(_ out: inout CopyText) {
        guard let gst, let pan else { return out.raw("{}") }
        out.raw("{\"gst\":")
        out.json(gst)
        out.raw(",\"pan\":")
        out.json(pan)
        out.raw("}")
    }
}

/// A setting; it is inserted and not copied, because the program may have set it already.
struct SettingRow: Sendable {
    let key: String
    /// Written as JSON already.
    let value: String
    let description: String
    let at: Moment
    let by: Key
}
