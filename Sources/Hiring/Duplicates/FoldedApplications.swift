import Accounts
import Foundation
import Postgres

/// Two applications of one person for one job become one: the one that went further stays in `applications`, the other is kept whole in `merged_rows`, and
/// what hangs on it (timeline, talk, files, private links) hangs on the one that stays. So no list, board or count has to know of it, and nothing is lost.
///
/// Each folded one points at the one that it was folded into. When people part, those who leave and those who stay each get back one application
/// of theirs: the one that the others of their side point at.
enum FoldedApplications {
    /// What hangs on an application. A table that is missing here would be emptied by folding: a test compares this list with the foreign keys.
    static let hanging: [(table: String, name: String)] = [
        ("application_timeline", "application_timeline"), ("chat_messages", "chat_messages"), ("candidate_files", "candidate_files.application_id"),
    ]
    static let linkTable = "application_links"

    /// An application as folding sees it.
    struct Node: RowDecodable, Sendable {
        let id: ID<Application>
        let job: ID<Job>
        let home: ID<User>
        var into: ID<Application>?
        let isLive: Bool
        let status: ApplicationStatus
        let hasJoined: Bool

        init(row: Row) throws {
            id = try row.get("id")
            job = try row.get("job_id")
            home = try row.get("home_id")
            into = try row.get("into_id", as: String?.self).flatMap { ID($0) }
            isLive = try row.get("is_live")
            status = ApplicationStatus(rawValue: try row.get("status")) ?? .new
            hasJoined = try row.get("has_joined")
        }

        /// How far it went: joined, then the stages backwards, then rejected, then withdrawn.
        var rank: Int {
            if hasJoined { return 10 }
            return switch status {
            case .withdrawn: 0
            case .rejected: 1
            default: 2 + (ApplicationStatus.way.firstIndex(of: status) ?? 0)
            }
        }
    }

    /// The one that is shown in the place of one that was folded away.
    static func shown(insteadOf id: ID<Application>) -> Query<One<ID<Application>>> {
        Query(
            """
            WITH RECURSIVE way AS (
                SELECT into_id::uuid AS id FROM merged_rows WHERE table_name = 'applications' AND row_id = \(id.description) AND content IS NOT NULL
                UNION SELECT into_id::uuid FROM way JOIN merged_rows ON table_name = 'applications' AND row_id = way.id::text AND content IS NOT NULL)
            SELECT applications.id FROM way JOIN applications ON applications.id = way.id
            """)
    }

    // MARK: Together

    static func fold(from gone: ID<User>, into kept: ID<User>, in transaction: Transaction) async throws {
        let all = try await transaction.all(live(of: [gone, kept]))
        for pair in Dictionary(grouping: all, by: \.job).values.sorted(by: { $0[0].job < $1[0].job }) where pair.count == 2 {
            guard let mine = pair.first(where: { $0.home == kept }), let theirs = pair.first(where: { $0.home == gone }) else { continue }
            try await fold(theirs.rank > mine.rank ? (mine, theirs) : (theirs, mine), theirs: theirs.id, in: transaction)
        }
    }

    /// `home` is who has it now.
    private static func live(of people: [ID<User>]) -> Query<Node> {
        Query(
            """
            SELECT id, job_id, candidate_id AS home_id, NULL::text AS into_id, true AS is_live, status::text AS status, coalesce(follow_up_status = 'Joined', false) AS has_joined
            FROM applications WHERE candidate_id = ANY(\(people)) ORDER BY job_id, id
            """)
    }

    /// - Parameter theirs: the application of the one who goes. Its private links lead nowhere while the two are one: whoever reads that mailbox has not
    ///   shown that they are the one who is kept.
    private static func fold(_ pair: (Node, Node), theirs: ID<Application>, in transaction: Transaction) async throws {
        let (folded, stays) = (pair.0, pair.1)
        try await transaction.run(parkingLinks(of: theirs))
        for place in hanging + [(linkTable, linkTable)] { try await transaction.run(hang(place, from: folded.id, on: stays.id)) }
        try await transaction.run(
            Command(
                """
                WITH gone AS (DELETE FROM applications WHERE id = \(folded.id) RETURNING *)
                INSERT INTO merged_rows (table_name, row_id, home_id, into_id, content)
                SELECT 'applications', id::text, candidate_id, \(stays.id.description), to_jsonb(gone) FROM gone
                ON CONFLICT (table_name, row_id) DO UPDATE SET into_id = excluded.into_id, content = excluded.content
                """))
        try await transaction.run(
            noting("Two applications of one person for this job were put together. The other one was at \(folded.status.rawValue).", on: stays.id))
    }

    private static func key(_ table: String) -> SQL { table == linkTable ? "encode(one.token_hash, 'hex')" : "one.id::text" }

    private static func hang(_ place: (table: String, name: String), from folded: ID<Application>, on stays: ID<Application>) -> Command {
        Command(
            """
            WITH moved AS (UPDATE \(identifier: place.table) AS one SET application_id = \(stays) WHERE one.application_id = \(folded) RETURNING \(key(place.table)) AS key)
            INSERT INTO merged_rows (table_name, row_id, home_id) SELECT \(place.name), key, \(folded) FROM moved ON CONFLICT DO NOTHING
            """)
    }

    private static func parkingLinks(of application: ID<Application>) -> Command {
        Command(
            """
            WITH gone AS (DELETE FROM application_links WHERE application_id = \(application) RETURNING *)
            INSERT INTO merged_rows (table_name, row_id, home_id, content) SELECT \(linkTable), encode(token_hash, 'hex'), application_id, to_jsonb(gone) FROM gone
            ON CONFLICT (table_name, row_id) DO UPDATE SET content = excluded.content
            """)
    }

    private static func noting(_ words: String, on application: ID<Application>) -> Command {
        Command(
            """
            INSERT INTO application_timeline (id, application_id, previous_status, new_status, remarks)
            SELECT \(UUID.v7()), id, status::text, status::text, \(words) FROM applications WHERE id = \(application)
            """)
    }

    // MARK: Apart

    static func unfold(_ leaving: [ID<User>], led gone: ID<User>, from root: ID<User>, tree: [ID<User>], in transaction: Transaction) async throws {
        let jobs = Dictionary(grouping: try await transaction.all(nodes(of: tree)), by: \.job)
        for (_, nodes) in jobs.sorted(by: { $0.key < $1.key }) {
            let parts = FoldedParts(nodes, leaving: Set(leaving))
            if let shown = nodes.first(where: \.isLive) {
                let owner = parts.leaving.contains { $0.id == shown.id } ? gone : root
                try await transaction.run(Command("UPDATE applications SET candidate_id = \(owner) WHERE id = \(shown.id) AND candidate_id <> \(owner)"))
                for (part, owner) in [(parts.leaving, gone), (parts.staying, root)] { try await stand(part, owner, beside: shown, in: transaction) }
            }
        }
        try await transaction.run(
            Command(
                "DELETE FROM merged_rows USING applications WHERE table_name = 'applications' AND applications.id = row_id::uuid AND home_id = applications.candidate_id AND home_id = ANY(\([gone, root]))"
            ))
    }

    /// All applications of a tree: those that are shown, and those that are folded.
    private static func nodes(of tree: [ID<User>]) -> Query<Node> {
        Query(
            """
            SELECT one.id, one.job_id, coalesce(record.home_id, one.candidate_id) AS home_id, NULL::text AS into_id, true AS is_live, one.status::text AS status,
                coalesce(one.follow_up_status = 'Joined', false) AS has_joined
            FROM applications AS one LEFT JOIN merged_rows AS record ON record.table_name = 'applications' AND record.row_id = one.id::text
            WHERE one.candidate_id = ANY(\(tree))
            UNION ALL
            SELECT row_id::uuid, (content->>'job_id')::uuid, home_id, into_id, false, content->>'status', coalesce(content->>'follow_up_status' = 'Joined', false)
            FROM merged_rows WHERE table_name = 'applications' AND home_id = ANY(\(tree)) AND content IS NOT NULL
            ORDER BY id
            """)
    }

    /// The applications of one side for one job: one of them is there, the others are folded into it, and what is theirs hangs on it.
    private static func stand(_ part: [Node], _ owner: ID<User>, beside shown: Node, in transaction: Transaction) async throws {
        guard let shownHere = FoldedParts.shown(of: part) else { return }
        for (id, into) in FoldedParts.pointers(of: part, to: shownHere) {
            try await transaction.run(
                Command("UPDATE merged_rows SET into_id = \(into?.description) WHERE table_name = 'applications' AND row_id = \(id.description)"))
        }
        if !shownHere.isLive {
            try await putBack(shownHere.id, owner, in: transaction)
            try await transaction.run(noting("Taken apart from another application, with which it had been put together.", on: shownHere.id))
        }
        let ids = part.map(\.id)
        for place in hanging + [(linkTable, linkTable)] {
            let isOne: SQL = place.table == linkTable ? "one.token_hash = decode(record.row_id, 'hex')" : "one.id = record.row_id::uuid"
            try await transaction.run(
                Command(
                    """
                    UPDATE \(identifier: place.table) AS one SET application_id = \(shownHere.id) FROM merged_rows AS record
                    WHERE record.table_name = \(place.name) AND record.home_id = ANY(\(ids)) AND \(isOne) AND record.content IS NULL AND one.application_id = \(shown.id)
                    """))
        }
        try await unparkLinks(of: part, on: shownHere.id, owner, in: transaction)
        let names = hanging.map(\.name) + [linkTable]
        try await transaction.run(Command("DELETE FROM merged_rows WHERE table_name = ANY(\(names)) AND home_id = \(shownHere.id) AND content IS NULL"))
    }

    /// Those of the person's own applications, and all where nobody else's are folded in.
    private static func unparkLinks(of part: [Node], on shown: ID<Application>, _ owner: ID<User>, in transaction: Transaction) async throws {
        let free = part.filter { $0.home == owner || part.count == 1 }.map(\.id)
        try await transaction.run(
            Command(
                """
                WITH free AS (UPDATE merged_rows AS record SET content = NULL FROM merged_rows AS old WHERE record.table_name = \(linkTable) AND record.home_id = ANY(\(free))
                    AND record.content IS NOT NULL AND old.table_name = record.table_name AND old.row_id = record.row_id RETURNING old.content)
                INSERT INTO application_links SELECT (jsonb_populate_record(NULL::application_links, content || jsonb_build_object('application_id', \(shown)))).* FROM free
                ON CONFLICT DO NOTHING
                """))
    }

    /// The columns that it had: those that were added to the table since take their defaults.
    private static func putBack(_ id: ID<Application>, _ owner: ID<User>, in transaction: Transaction) async throws {
        let columns = try await transaction.all(
            Query<One<String>>(
                """
                SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'applications' AND column_name IN (
                    SELECT jsonb_object_keys(content) FROM merged_rows WHERE table_name = 'applications' AND row_id = \(id.description)) ORDER BY 1
                """)
        ).map { "\(identifier: $0.value)" as SQL }.joined()
        try await transaction.run(
            Command(
                """
                INSERT INTO applications (\(columns)) SELECT \(columns) FROM merged_rows, jsonb_populate_record(NULL::applications,
                    merged_rows.content || jsonb_build_object('candidate_id', \(owner))) WHERE table_name = 'applications' AND row_id = \(id.description)
                """))
        try await transaction.run(
            Command("UPDATE merged_rows SET content = NULL, into_id = NULL WHERE table_name = 'applications' AND row_id = \(id.description)"))
    }
}

/// The two sides of one job's applications when people part.
struct FoldedParts: Sendable {
    typealias Node = FoldedApplications.Node

    let leaving, staying: [Node]

    init(_ nodes: [Node], leaving people: Set<ID<User>>) {
        leaving = Self.side(nodes.filter { people.contains($0.home) }, of: nodes)
        staying = Self.side(nodes.filter { !people.contains($0.home) }, of: nodes)
    }

    /// Each points at the nearest of its own side, or at none where all that it was folded into are on the other.
    private static func side(_ part: [Node], of all: [Node]) -> [Node] {
        let here = Set(part.map(\.id)), into = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.into) })
        return part.map { node in
            var node = node, next = node.into
            for _ in all { if let place = next, !here.contains(place) { next = into[place] ?? nil } }
            node.into = next.flatMap { here.contains($0) ? $0 : nil }
            return node
        }
    }

    /// The one that is there, or the furthest of those that point at none of their side.
    static func shown(of part: [Node]) -> Node? {
        part.first(where: \.isLive) ?? part.filter { $0.into == nil }.max { ($0.rank, $1.id) < ($1.rank, $0.id) }
    }

    static func pointers(of part: [Node], to shown: Node) -> [(id: ID<Application>, into: ID<Application>?)] {
        part.compactMap { $0.id == shown.id ? nil : ($0.id, $0.into ?? shown.id) }
    }
}
