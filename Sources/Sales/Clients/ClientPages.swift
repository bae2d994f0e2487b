import Accounts
import Postgres
import Web

/// All clients.
struct ClientListPage {
    let text: String
    let clients: [Clients.Line]

    var page: Page { Page("Clients", frame: .desk(current: "clients"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Clients</h1></div><a class="button primary" href="\(Link("desk", "clients", "new"))">New client</a></div>
        \(HTML.search("Search clients", at: Link("desk", "clients"), for: text, hint: "Name"))
        \(clients.isEmpty ? empty : table)</main>
        """
    }

    private var empty: HTML {
        .empty(
            text.isEmpty ? "No client yet" : "No client fits “\(text)”", "Every job belongs to a client: add the first one.",
            action: "<a class=\"button primary\" href=\"\(Link("desk", "clients", "new"))\">New client</a>")
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Client</th><th scope="col">Status</th><th scope="col" class="number">Open jobs</th>\
        <th scope="col">Account manager</th><th scope="col">Contract until</th></tr></thead><tbody data-keys>\(clients.html(row))</tbody></table></div>
        """
    }

    private func row(_ client: Clients.Line) -> HTML {
        let level: HTML = client.status == .active ? "good" : client.status == .blacklisted ? "bad" : ""
        return """
            <tr><td data-label="Client"><a href="\(Link("desk", "clients", client.id.description))">\(client.name)</a></td>\
            <td data-label="Status"><span class="tag \(level)">\(client.status.rawValue)</span></td><td data-label="Open jobs" class="number">\(client.openJobs)</td>\
            <td data-label="Account manager">\(client.manager ?? "–")</td><td data-label="Contract until">\(client.contractEnd.map { "\($0)" } ?? "–")</td></tr>
            """
    }
}

/// The form of a client.
struct ClientFormPage {
    let values: Form
    var problems: [Problem] = []
    let id: ID<Client>?
    let managers: [Viewer]
    let csrf: HTML

    var page: Page { Page(id == nil ? "New client" : values["name"], frame: .desk(current: "clients"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "clients"))">Clients</a></p><h1>\(id == nil ? "New client" : values["name"])</h1></div></div>
        \(problems.summary)<form class="form sheet" method="post" action="\(id.map { Link("desk", "clients", $0.description) } ?? Link("desk", "clients"))">\(csrf)<input type="hidden" name="version" value="\(values["version"])">
        <fieldset class="panel"><legend>Company</legend><div class="body grid">\(field("name", "Name", isRequired: true).input())\
        \(field("status", "Status").select(ClientStatus.allCases.map { ($0.rawValue, $0.rawValue) }))\
        \(field("website", "Website", help: "Google shows it as the employer’s own page.").input(type: "url"))\(field("logo_url", "Logo’s address").input(type: "url"))\
        \(field("account_manager_id", "Account manager").select([("", "Nobody yet")] + managers.map { ($0.id.description, $0.name) }))</div></fieldset>
        <fieldset class="panel"><legend>Contract and billing</legend><div class="body grid">\(field("contract_start_date", "Contract from").input(type: "date"))\
        \(field("contract_end_date", "Contract until").input(type: "date"))\(field("gst", "GSTIN").input())\(field("pan", "PAN").input())\
        <div class="wide">\(field("billing_address", "Billing address").textarea(rows: 3))</div></div></fieldset>
        <div class="bar"><button type="submit" class="button primary">Save</button><a class="button" href="\(Link("desk", "clients"))">Cancel</a></div></form></main>
        """
    }

    private func field(_ name: String, _ label: String, isRequired: Bool = false, help: String? = nil) -> Field {
        Field(name, label, value: values[name], help: help, problems: problems, isRequired: isRequired)
    }
}

extension Form {
    init(_ client: Client) {
        let values: [(String, String?)] = [
            ("version", String(client.version)), ("name", client.name), ("status", client.status.rawValue), ("website", client.website),
            ("logo_url", client.logo),
            ("account_manager_id", client.accountManagerID?.description), ("contract_start_date", client.contractStart?.description),
            ("contract_end_date", client.contractEnd?.description), ("gst", client.identity.gst), ("pan", client.identity.pan),
            ("billing_address", client.billingAddress),
        ]
        self.init(values.compactMap { name, value in value.map { (name, $0) } })
    }
}
