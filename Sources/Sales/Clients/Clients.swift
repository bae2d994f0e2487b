import Accounts
import Foundation
import Postgres

/// The SQL of clients.
enum Clients {
    static func list(matching text: String, for viewer: Viewer) -> Query<Line> {
        // Names are few enough to look through: some thousands at most.
        let search: SQL = text.isEmpty ? "true" : "strpos(lower(clients.name), lower(\(text))) > 0"
        return Query(
            """
            SELECT clients.id, clients.name, clients.status, users.full_name AS manager_name, clients.contract_end_date,
                (SELECT count(*) FROM jobs WHERE jobs.client_id = clients.id AND jobs.status IN ('Sourcing', 'Interview', 'Offer')
                    AND \(Visibility.jobs(to: viewer))) AS open_jobs
            FROM clients LEFT JOIN users ON users.id = clients.account_manager_id WHERE \(search) ORDER BY lower(clients.name), clients.id LIMIT 500
            """)
    }

    static func one(_ id: ID<Client>) -> Query<Client> {
        Query(
            """
            SELECT id, name, status, version, corporate_identity, billing_address, contract_start_date, contract_end_date, account_manager_id, website, logo_url
            FROM clients WHERE id = \(id)
            """)
    }

    static func creating(_ id: ID<Client>, _ draft: ClientDraft) -> Command {
        Command(
            """
            INSERT INTO clients (id, name, status, corporate_identity, billing_address, contract_start_date, contract_end_date, account_manager_id, website, logo_url)
            VALUES (\(id), \(draft.name), \(draft.status), \(JSON(draft.identity)), \(draft.billingAddress), \(draft.contractStart), \(draft.contractEnd),
                \(draft.accountManagerID), \(draft.website), \(draft.logo))
            """)
    }

    /// No row where another person saved it since `version`.
    static func updating(_ id: ID<Client>, _ draft: ClientDraft, version: Int) -> Command {
        Command(
            """
            UPDATE clients SET name = \(draft.name), status = \(draft.status), version = version + 1,
                corporate_identity = (corporate_identity - 'gst' - 'pan') || \(JSON(draft.identity)),
                billing_address = \(draft.billingAddress), contract_start_date = \(draft.contractStart), contract_end_date = \(draft.contractEnd),
                account_manager_id = \(draft.accountManagerID), website = \(draft.website), logo_url = \(draft.logo)
            WHERE id = \(id) AND version = \(version)
            """)
    }

    struct Line: RowDecodable {
        let id: ID<Client>
        let name: String
        let status: ClientStatus
        let manager: String?
        let contractEnd: CalendarDate?
        let openJobs: Int

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("name")
            status = try row.get("status")
            manager = try row.get("manager_name")
            contractEnd = try row.get("contract_end_date")
            openJobs = try row.get("open_jobs")
        }
    }
}
