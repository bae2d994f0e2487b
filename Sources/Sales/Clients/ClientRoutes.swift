import Accounts
import Foundation
package import Postgres
package import Web

/// `/desk/clients`: who hires through the agency.
package struct ClientRoutes: Sendable {
    let database: any Database

    package init(database: any Database) { self.database = database }

    package func add(to routes: Routes) {
        routes.get("/desk/clients", .may(.seeClients)) { ask in
            let text = ask.query("q"), clients = try await database.all(Clients.list(matching: text, for: try ask.requireViewer()))
            return .page(ClientListPage(text: text, clients: clients).page, json: ["clients": clients.map(LineJSON.init)])
        }
        routes.get("/desk/clients/new", .may(.editClients)) { ask in .page(try await page(ask, Form([])), json: ["csrf": ask.csrfToken]).keepingWhatIsTyped() }
        routes.post("/desk/clients", .may(.editClients), create)
        routes.get("/desk/clients/:id", .may(.seeClients)) { ask in
            let client = try await found(ask)
            return .page(try await page(ask, Form(client), id: client.id), json: ["client": Form(client).firstValues]).keepingWhatIsTyped()
        }
        routes.post("/desk/clients/:id", .may(.editClients), update)
    }

    private func found(_ ask: Ask) async throws -> Client {
        guard let id = ID<Client>(try ask.path("id")), let client = try await database.first(Clients.one(id)) else { throw Refusal.notFound }
        return client
    }

    private func create(_ ask: Ask, _ form: Form) async throws -> Answer {
        let id = ID<Client>()
        return try await save(ask, form, id: nil) { draft, transaction in
            try await transaction.run(Clients.creating(id, draft))
            try await record("CREATED_CLIENT", id, from: nil, "added the client \(draft.name)", ask, in: transaction)
        }
    }

    private func update(_ ask: Ask, _ form: Form) async throws -> Answer {
        let client = try await found(ask)
        let version = Int(form["version"])
        if ask.isAPI, version == nil { throw Refusal.invalid([Problem("version", "Send the version that you read, so that nobody's change is lost.")]) }
        return try await save(ask, form.setting("version", String(client.version)), id: client.id) { draft, transaction in
            guard try await transaction.run(Clients.updating(client.id, draft, version: version ?? client.version)) == 1 else {
                throw Refusal.conflict(
                    "Somebody else saved this client while you were writing. Compare in a second tab; saving once more puts yours over theirs.")
            }
            try await record("UPDATED_CLIENT", client.id, from: client, "changed the client \(draft.name)", ask, in: transaction)
        }
    }

    private func save(_ ask: Ask, _ form: Form, id: ID<Client>?, _ write: (ClientDraft, Transaction) async throws -> Void) async throws -> Answer {
        let (draft, problems) = ClientDraft.read(form)
        guard let draft else { return try .again(try await page(ask, form, id: id, problems), problems, ask) }
        do {
            try await database.transaction { try await write(draft, $0) }
        } catch let refusal as Refusal where !ask.isAPI {
            let problems = [Problem("name", refusal.detail)]
            return try .again(try await page(ask, form, id: id, problems), problems, ask)
        } catch let error as PostgresError where error.constraint == "clients_name_unique" {
            let problems = [Problem("name", "There is a client of this name already.")]
            return try .again(try await page(ask, form, id: id, problems), problems, ask)
        } catch let error as PostgresError where error.constraint == "clients_account_manager_id_fkey" {
            let problems = [Problem("account_manager_id", "Choose a colleague from the list.")]
            return try .again(try await page(ask, form, id: id, problems), problems, ask)
        }
        return .redirect(Link("desk", "clients"), flash: .good("Saved \(draft.name)."))
    }

    private func page(_ ask: Ask, _ values: Form, id: ID<Client>? = nil, _ problems: [Problem] = []) async throws -> Page {
        let managers = try await database.all(Users.accountManagers(keeping: ID(values["account_manager_id"])))
        return ClientFormPage(values: values, problems: problems, id: id, managers: managers, csrf: ask.csrf).page
    }

    /// With what differs now from how it was before.
    private func record(_ action: String, _ id: ID<Client>, from old: Client?, _ words: String, _ ask: Ask, in transaction: Transaction) async throws {
        let viewer = ask.viewer, now = try await transaction.one(Clients.one(id))
        try await transaction.run(
            ActivityLog.recording(
                action, severity: .success, by: viewer?.id, of: ("client", id.uuid), "\(viewer?.name ?? "Somebody") \(words).",
                change: .init(from: old.map { Form($0).recorded } ?? [:], to: Form(now).recorded), from: ask.origin))
    }
}

extension Form {
    /// For the trail: the fields, without what only the form needs.
    fileprivate var recorded: [String: String?] { firstValues.filter { $0.key != "version" && !$0.value.isEmpty } }
}

private struct LineJSON: Encodable, Sendable {
    let id, name, status: String
    let accountManager: String?
    let openJobs: Int

    init(_ line: Clients.Line) {
        (id, name, status, accountManager, openJobs) = (line.id.description, line.name, line.status.rawValue, line.manager, line.openJobs)
    }
}
