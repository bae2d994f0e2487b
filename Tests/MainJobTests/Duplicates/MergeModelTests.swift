import Accounts
import Foundation
import Postgres
import TestKit
import Testing

@testable import Hiring

/// Random operations on eight people in the database and in a small model of it; what is visible is compared after each.
///
/// The model knows no layers, homes or folding. It keeps the list of all that happened and plays it again without the merges that were undone:
/// that is what undoing promises. `SHORTLIST_MERGE_OPERATIONS` makes the run longer, `SHORTLIST_MERGE_SEED` repeats one.
@Suite("Merging against a model", .serialized) struct MergeModelTests {
    private static let operations = ProcessInfo.processInfo.environment["SHORTLIST_MERGE_OPERATIONS"].flatMap(Int.init) ?? 160
    private static let seed = ProcessInfo.processInfo.environment["SHORTLIST_MERGE_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...1_000_000)

    @Test func whatIsVisibleIsWhatTheModelSays() async throws {
        try await withEmptyDatabase { pool in
            let world = try await MergeWorld.make(in: pool)
            var play = MergePlay(world: world, dice: Dice(seed: Self.seed))
            for number in 0..<Self.operations {
                let told = try await play.step()
                let differences = try await play.differences()
                guard differences.isEmpty else {
                    Issue.record(
                        "seed \(Self.seed), operation \(number), \(told):\n\(differences.joined(separator: "\n"))\n\(play.told.suffix(12).joined(separator: "\n"))"
                    )
                    return
                }
            }
            try await play.undoAll()
            #expect(try await play.differences() == [], "seed \(Self.seed), after undoing everything")
            #expect(try await world.count("merged_rows") == 0, "seed \(Self.seed): everything is at home")
            #expect(try await world.count("profile_proposals", where: "decided_at IS NOT NULL") == 0, "seed \(Self.seed): every proposal is open again")
            print(
                "merging: \(play.told.count) operations, seed \(Self.seed), \(play.told.count { $0.hasPrefix("merge") }) merges, \(play.told.count { $0.hasPrefix("undo") }) undone"
            )
        }
    }

    /// Merges and undoings at once, on connections of their own: whatever comes first, nothing is lost, nobody is in a circle, and the way back is there.
    @Test func atOnceNothingIsLost() async throws {
        try await withEmptyDatabase { pool in
            let world = try await MergeWorld.make(in: pool), before = try await world.snapshot()
            var dice = Dice(seed: Self.seed)
            for _ in 0..<max(12, Self.operations / 20) {
                let running = try await world.merges()
                let orders = (0..<4).map { _ in MergeOrder.random(world.people, running, &dice) }
                let outcomes = await withTaskGroup(of: MergeOrder.Outcome.self) { group in
                    for order in orders { group.addTask { await order.run(in: world) } }
                    return await group.reduce(into: [MergeOrder.Outcome]()) { $0.append($1) }
                }
                for case .broke(let reason) in outcomes { Issue.record("seed \(Self.seed): \(reason)") }
                let broken = try await world.brokenRules(since: before)
                #expect(broken == [], "seed \(Self.seed), \(orders)")
                if !broken.isEmpty { return }
            }
            while let merge = try await world.merges().randomElement(using: &dice) {
                _ = try await Merging.undo(merge, areDifferent: false, by: world.viewer, from: world.origin, in: pool)
            }
            #expect(try await world.snapshot() == before, "seed \(Self.seed): undoing everything restores everything")
            #expect(try await world.count("merged_rows") == 0)
        }
    }

    /// Of A into B and B into A at once exactly one happens, and the other is told.
    @Test func twoIntoEachOtherAtOnce() async throws {
        try await withEmptyDatabase { pool in
            let world = try await MergeWorld.make(in: pool), one = world.people[0], other = world.people[1]
            for _ in 0..<10 {
                let orders = [MergeOrder.merge(kept: one, gone: other), .merge(kept: other, gone: one), .merge(kept: one, gone: other)]
                let outcomes = await withTaskGroup(of: MergeOrder.Outcome.self) { group in
                    for order in orders { group.addTask { await order.run(in: world) } }
                    return await group.reduce(into: [MergeOrder.Outcome]()) { $0.append($1) }
                }
                #expect(outcomes.count { $0.isDone } == 1 && outcomes.count { $0.isToldOneAlready } == 2, "\(outcomes)")
                for merge in try await world.merges() { _ = try await Merging.undo(merge, areDifferent: false, by: world.viewer, from: world.origin, in: pool) }
            }
        }
    }

    /// A table that refers to people or to applications and that merging does not know would lose rows: each is here with what becomes of it.
    @Test func everyReferenceIsKnown() async throws {
        try await withEmptyDatabase { pool in
            let known = Set(
                MergedRows.threads.map { "\($0.table).\($0.owner)" } + FoldedApplications.hanging.map { "\($0.table).application_id" } + [
                    "application_links.application_id"
                ])
            /// Staff's own, or the account's, which stays with whoever is gone and opens nothing; the words of what happened; what is made anew.
            let others: Set = [
                "users.merged_into", "users.invited_by", "sessions.user_id", "sign_in_links.user_id", "two_factors.user_id", "recovery_codes.user_id",
                "known_devices.user_id",
                "api_tokens.user_id", "identities.user_id", "system_settings.updated_by", "setting_changes.changed_by", "leads.owner_id",
                "sales_tasks.assigned_to",
                "clients.account_manager_id", "jobs.assigned_recruiter_id", "candidate_profiles.user_id", "candidate_profiles.owner_id",
                "application_timeline.changed_by",
                "action_queue.user_id", "activity_logs.user_id", "candidate_tags.user_id", "candidate_tags.added_by", "profile_proposals.decided_by",
                "erasures.user_id",
                "resume_readings.reviewed_by", "imports.started_by", "candidate_search.user_id", "saved_searches.user_id", "saved_search_hits.user_id",
                "candidate_keys.user_id",
                "candidate_sketches.user_id", "duplicate_checks.user_id", "duplicate_pairs.first_id", "duplicate_pairs.second_id", "duplicate_pairs.decided_by",
                "candidate_merges.kept_id", "candidate_merges.gone_id", "candidate_merges.merged_by", "candidate_merges.undone_by",
            ]
            let references = try await pool.all(
                Query<One<String>>(
                    """
                    SELECT DISTINCT child.relname || '.' || attribute.attname AS place FROM pg_constraint AS reference JOIN pg_class AS child ON child.oid = reference.conrelid
                    JOIN pg_attribute AS attribute ON attribute.attrelid = child.oid AND attribute.attnum = reference.conkey[1]
                    WHERE reference.contype = 'f' AND reference.confrelid IN ('users'::regclass, 'candidate_profiles'::regclass, 'applications'::regclass)
                        AND child.relname !~ '^activity_logs_' ORDER BY 1
                    """)
            ).map(\.value)
            #expect(references.filter { !known.contains($0) && !others.contains($0) } == [])
            #expect(known.union(others).subtracting(references) == [])
        }
    }
}

/// Dice of the tests: SplitMix64, so that a seed repeats a run.
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
