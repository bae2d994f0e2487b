package import Accounts
import Background
import Foundation
package import Postgres
import Web

/// Two people become one, and may part again.
///
/// The rules it protects. Only who is nobody else is merged, so the way from anybody leads to one who is kept, without circles. Both rows of `users` are locked
/// in the order of their ids before anything is looked at, so of two merges at once the second sees what the first did. The one who is gone cannot
/// come in by any way: their account is inactive, sessions and links end, and their mailbox never opens the other one's profile.
package enum Merging {
    package struct Wish: Sendable {
        package let kept, gone: ID<User>
        /// Columns in which the other one's value is taken.
        package var taking: Set<String> = []
        /// Columns that get neither's value of that column, such as an address that becomes the second one.
        var setting: [String: Said] = [:]
        /// Of the two profiles, as whoever decided saw them; nil merges whatever was written since.
        package var versions: [ID<User>: Int]?

        package init(kept: ID<User>, gone: ID<User>, taking: Set<String> = [], versions: [ID<User>: Int]? = nil) {
            (self.kept, self.gone, self.taking, self.versions) = (kept, gone, taking, versions)
        }
    }

    package enum Failure: Error, Equatable {
        /// Not a candidate, or nobody.
        case notThere
        case same
        case erased(name: String)
        /// They are one person by now.
        case oneAlready(kept: ID<User>)
        /// One of them was merged into somebody else meanwhile.
        case isSomebodyElse(name: String, kept: ID<User>)
        /// Somebody wrote to one of the profiles since they were shown.
        case changed
        /// The kept one signs in with their address: another would give the keys to another mailbox.
        case signsIn(name: String)
        case undoneAlready
    }

    /// One of the two, locked.
    private struct Party: RowDecodable {
        let id: ID<User>
        let name: String
        let mergedInto: ID<User>?
        let isActive, isErased, signsIn: Bool
        let email: String?
        let version: Int?

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            mergedInto = try row.get("merged_into")
            isActive = try row.get("is_active")
            isErased = try row.get("is_erased")
            signsIn = try row.get("signs_in")
            email = try row.get("email")
            version = try row.get("version")
        }
    }

    /// In the order of ids, so that two who lock the same people wait for each other and never lock each other out.
    private static func locking(_ people: [ID<User>]) -> Query<Party> {
        Query(
            """
            SELECT users.id, users.full_name, users.merged_into, users.status = 'Active' AS is_active, users.erased_at IS NOT NULL AS is_erased,
                users.password_hash IS NOT NULL OR users.last_login IS NOT NULL AS signs_in, users.email,
                (SELECT version FROM candidate_profiles WHERE user_id = users.id) AS version
            FROM users WHERE users.id = ANY(\(people)) AND users.role = 'CANDIDATE' ORDER BY users.id FOR UPDATE OF users
            """)
    }

    // MARK: Together

    /// - Returns: the merge, by which it can be undone.
    /// - Throws: `Failure`; then nothing was changed.
    @discardableResult
    package static func merge(_ wish: Wish, by viewer: Viewer, from origin: Origin, in database: any Database) async throws -> ID<Merge> {
        guard wish.kept != wish.gone else { throw Failure.same }
        return try await PostgresError.retrying { try await database.transaction { try await merge(wish, by: viewer, from: origin, inside: $0) } }
    }

    private static func merge(_ wish: Wish, by viewer: Viewer, from origin: Origin, inside transaction: Transaction) async throws -> ID<Merge> {
        let parties = try await transaction.all(locking([wish.kept, wish.gone]))
        guard let kept = parties.first(where: { $0.id == wish.kept }), let gone = parties.first(where: { $0.id == wish.gone }) else { throw Failure.notThere }
        try await check(kept, gone, wish, in: transaction)
        let id = ID<Merge>()
        var records = try await MergeRecords.read([kept.id, gone.id] + others(of: [kept.id, gone.id], in: transaction), in: transaction)
        let taking = whole(wish, records, kept, gone)
        records.change {
            $0.merge(
                gone.id, into: kept.id, as: id, taking: taking, uniting: MergeColumns.united.union([MergeColumns.tags]),
                setting: wish.setting)
        }
        try await records.write(in: transaction)
        try await leave(gone.id, to: kept.id, in: transaction)
        if let merge = records.layers.merges.first(where: { $0.id == id }) {
            try await transaction.run(Merges.recording(merge, by: viewer.id, wasActive: gone.isActive))
        }
        try await MergedRows.gather(from: gone.id, into: kept.id, in: transaction)
        try await transaction.run(DuplicatePairs.deciding(.init(kept.id, gone.id), "merged", by: viewer.id))
        try await transaction.run(
            ActivityLog.recording(
                "MERGED_CANDIDATES", severity: .warning, by: viewer.id, of: ("candidate", kept.id.uuid),
                "\(viewer.name) merged \(gone.name) into \(kept.name).",
                change: .init(before: ["merged": nil], after: ["merged": gone.id.description, "taken": wish.taking.sorted().joined(separator: ", ")]),
                from: origin))
        try await follow([kept.id], in: transaction)
        return id
    }

    private static func check(_ kept: Party, _ gone: Party, _ wish: Wish, in transaction: Transaction) async throws {
        for party in [kept, gone] {
            if party.isErased { throw Failure.erased(name: party.name) }
            if party.version == nil { throw Failure.notThere }
        }
        if kept.mergedInto != nil || gone.mergedInto != nil {
            let (mine, theirs) = (try await transaction.one(Merges.kept(of: kept.id)).value, try await transaction.one(Merges.kept(of: gone.id)).value)
            if mine == theirs { throw Failure.oneAlready(kept: mine) }
            throw kept.mergedInto == nil ? Failure.isSomebodyElse(name: gone.name, kept: theirs) : Failure.isSomebodyElse(name: kept.name, kept: mine)
        }
        if let versions = wish.versions, versions[kept.id] != kept.version || versions[gone.id] != gone.version { throw Failure.changed }
        if wish.taking.contains("email"), kept.signsIn { throw Failure.signsIn(name: kept.name) }
    }

    /// Those who were merged into either: an address that they hold may be the one that is given on.
    private static func others(of people: [ID<User>], in transaction: Transaction) async throws -> [ID<User>] {
        try await transaction.all(Query<One<ID<User>>>("SELECT DISTINCT member AS id FROM unnest(\(people)) AS person CROSS JOIN people_of(person) AS member"))
            .map(\.value)
            .filter { !people.contains($0) }
    }

    /// What must not decide and who looks after somebody is filled where it is empty; so is an address, or nobody could write to them.
    private static func whole(_ wish: Wish, _ records: MergeRecords, _ kept: Party, _ gone: Party) -> Set<String> {
        let filled = MergeColumns.silent.filter { records.said(kept.id, $0).value.isEmpty && !records.said(gone.id, $0).value.isEmpty }
        return wish.taking.union(filled).union(kept.email == nil && gone.email != nil ? ["email"] : [])
    }

    /// No way in is left, and no list shows them any more.
    private static func leave(_ gone: ID<User>, to kept: ID<User>, in transaction: Transaction) async throws {
        try await transaction.run(Command("UPDATE users SET merged_into = \(kept), status = 'Inactive', version = version + 1 WHERE id = \(gone)"))
        try await transaction.run(Sessions.endingAll(of: gone))
        try await transaction.run(SignInLinks.withdrawingAll(of: gone))
        try await transaction.run(Command("UPDATE candidate_profiles SET version = version + 1, updated_at = now() WHERE user_id = ANY(\([gone, kept]))"))
    }

    /// What is computed of a person is computed anew, and open pages are told.
    private static func follow(_ people: [ID<User>], in transaction: Transaction) async throws {
        for person in people { try await Scoring.enqueue(person, in: transaction) }
        try await transaction.run(
            Command(
                """
                SELECT \(Changes.telling("'job:' || job_id")) FROM (SELECT DISTINCT job_id FROM applications WHERE candidate_id = ANY(\(people))) AS jobs
                """))
    }

    // MARK: Apart

    package struct Undone: Sendable {
        package let kept, gone: ID<User>
        package let keptName, goneName: String
        /// Columns that somebody wrote since: they stay as they are.
        package let edited: [String]
    }

    /// - Parameter areDifferent: that the two are not one is remembered.
    package static func undo(_ id: ID<Merge>, areDifferent: Bool, by viewer: Viewer, from origin: Origin, in database: any Database) async throws -> Undone {
        for _ in 0..<8 {
            let undone = try await PostgresError.retrying {
                try await database.transaction { try await undo(id, areDifferent, viewer, origin, inside: $0) }
            }
            if let undone { return undone }
        }
        throw Failure.changed
    }

    /// Nil where the tree of merges grew or shrank before it could be locked.
    private static func undo(_ id: ID<Merge>, _ areDifferent: Bool, _ viewer: Viewer, _ origin: Origin, inside transaction: Transaction) async throws -> Undone?
    {
        guard let line = try await transaction.first(Merges.one(id)) else { throw Failure.notThere }
        guard line.undoneAt == nil else { throw Failure.undoneAlready }
        let seen = try await transaction.all(Merges.people(of: line.root)).map(\.value)
        let parties = try await transaction.all(locking(seen))
        guard let root = parties.first(where: { $0.id == line.root }), root.mergedInto == nil,
            parties.contains(where: { $0.id == line.gone && $0.mergedInto == line.kept }),
            try await transaction.all(Merges.people(of: line.root)).map(\.value) == seen
        else { return nil }
        if let erased = parties.first(where: { $0.isErased && [line.kept, line.gone, line.root].contains($0.id) }) { throw Failure.erased(name: erased.name) }
        for party in parties where party.mergedInto != nil { try await MergedRows.gather(from: party.id, into: line.root, in: transaction) }

        var records = try await MergeRecords.read(seen, in: transaction)
        records.change { $0.undo(id) }
        let leaving = try await transaction.all(Merges.people(of: line.gone)).map(\.value)
        try await standAlone(line.gone, id, by: viewer, in: transaction)
        try await records.write(in: transaction)
        for merge in records.layers.merges { try await transaction.run(Merges.rewriting(merge)) }
        try await MergedRows.separate(leaving, led: line.gone, from: line.root, tree: seen, in: transaction)
        try await transaction.run(DuplicatePairs.deciding(.init(line.kept, line.gone), areDifferent ? "different" : nil, by: areDifferent ? viewer.id : nil))
        let edited = records.layers.edited.sorted()
        try await transaction.run(
            ActivityLog.recording(
                "UNDID_MERGE", severity: .warning, by: viewer.id, of: ("candidate", line.root.uuid),
                "\(viewer.name) undid the merge of \(line.goneName) into \(line.keptName).",
                change: .init(before: ["merged": line.gone.description], after: ["merged": nil, "edited_since": edited.joined(separator: ", ")]), from: origin))
        try await ResumeWork.readAgain([line.root, line.gone], since: line.at, in: transaction)
        try await follow([line.root, line.gone], in: transaction)
        return Undone(kept: line.root, gone: line.gone, keptName: root.name, goneName: line.goneName, edited: edited)
    }

    private static func standAlone(_ gone: ID<User>, _ merge: ID<Merge>, by viewer: Viewer, in transaction: Transaction) async throws {
        try await transaction.run(
            Command(
                """
                WITH merge AS (UPDATE candidate_merges SET undone_by = \(viewer.id), undone_at = now() WHERE id = \(merge) RETURNING gone_id, kept_id, gone_was_active),
                profiles AS (UPDATE candidate_profiles SET version = version + 1, updated_at = now() FROM merge WHERE user_id IN (merge.gone_id, kept_person(merge.kept_id)))
                UPDATE users SET merged_into = NULL, status = CASE WHEN merge.gone_was_active THEN 'Active' ELSE 'Inactive' END::user_status, version = version + 1
                FROM merge WHERE users.id = merge.gone_id AND users.id = \(gone)
                """))
    }

    // MARK: Strays

    /// What came to somebody who was merged away, by whoever did not know it yet, goes where they are now.
    static func gather(_ person: ID<User>, in database: any Database) async throws {
        let isGone = try await database.first(Query<One<Bool>>("SELECT merged_into IS NOT NULL AS is_gone FROM users WHERE id = \(person)"))?.value
        guard isGone == true else { return }
        try await PostgresError.retrying {
            try await database.transaction { transaction in
                let kept = try await transaction.one(Merges.kept(of: person)).value
                let parties = try await transaction.all(locking([person, kept]))
                guard parties.contains(where: { $0.id == kept && $0.mergedInto == nil && !$0.isErased }),
                    parties.contains(where: { $0.id == person && $0.mergedInto != nil }),
                    try await transaction.one(Merges.kept(of: person)).value == kept
                else { return }
                try await MergedRows.gather(from: person, into: kept, in: transaction)
            }
        }
    }
}
