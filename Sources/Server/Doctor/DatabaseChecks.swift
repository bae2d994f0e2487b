import Accounts
import Background
import Documents
import Foundation
import Hiring
import Postgres
import Schema

/// What the database says of itself.
struct DatabaseChecks: Sendable {
    let database: any Database
    let settings: SystemSettings

    var all: [Check] { [version, extensions, migrations, rights, partitions, searchIndexes, size, clock, queue, stored] }

    private func text(_ sql: SQL) async throws -> String? { try await database.first(Query<One<String?>>(sql))?.value }

    private var version: Check {
        Check("Database", advice: "Start it, or see DATABASE_URL.") {
            let start = ContinuousClock.now
            let version = try await text("SELECT current_setting('server_version')") ?? "unknown"
            let taken = Int((ContinuousClock.now - start) / .milliseconds(1))
            return .ok("PostgreSQL \(version), answers in \(max(taken, 1)) ms")
        }
    }

    private var extensions: Check {
        Check("Extensions", advice: "Install pgvector for this PostgreSQL, then run: shortlist migrate") {
            guard let vector = try await text("SELECT extversion FROM pg_extension WHERE extname = 'vector'") else {
                return .bad("vector is missing", "Install pgvector for this PostgreSQL, then run: shortlist migrate")
            }
            return .ok("vector \(vector)")
        }
    }

    private var migrations: Check {
        Check("Migrations", advice: "Use the program that fits this database, or the database that fits this program.") {
            let all = try Schema.migrations(), pending = try await Migrator(migrations: all).pending(in: database)
            guard pending.isEmpty else {
                return .warning("\(pending.count) of \(all.count) are still to run", "Run: shortlist migrate (serve does it at its start)")
            }
            return .ok("all \(all.count) have run, none was edited")
        }
    }

    private struct Rights: RowDecodable {
        let role: String
        let mayChange, isSuperuser: Bool
        let triggers: Int

        init(row: Row) throws {
            role = try row.get("role")
            mayChange = try row.get("may_change")
            isSuperuser = try row.get("is_superuser")
            triggers = try row.get("triggers")
        }
    }

    private var rights: Check {
        Check("Append-only trail", advice: "Run: shortlist migrate, as the owner of the tables.") {
            let rights = try await database.one(
                Query<Rights>(
                    """
                    SELECT current_user::text AS role,
                        has_table_privilege('activity_logs', 'UPDATE') OR has_table_privilege('activity_logs', 'DELETE') AS may_change,
                        (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
                        (SELECT count(*) FROM pg_trigger WHERE tgname IN ('activity_logs_append_only', 'activity_seals_append_only') AND tgparentid = 0 AND tgenabled = 'O') AS triggers
                    """))
            guard rights.triggers == 2 else {
                return .bad(
                    "a trigger that keeps the trail is missing or switched off",
                    "Run: ALTER TABLE activity_logs ENABLE TRIGGER ALL; the same for activity_seals. Then: shortlist audit verify")
            }
            guard rights.role == Schema.programRole, !rights.mayChange else {
                return .warning(
                    "the program works as \(rights.role)\(rights.isSuperuser ? ", a superuser," : "") and only triggers keep the trail",
                    "Let a user who may make roles run: CREATE ROLE \(Schema.programRole) NOLOGIN; GRANT \(Schema.programRole) TO that user. Then run the grants at the end of the migrations 0004, 0005 and 0008."
                )
            }
            return .ok("the program works as \(rights.role) and can only add to it")
        }
    }

    private struct Partitions: RowDecodable {
        let hasNow, hasNext: Bool
        let strays: Int

        init(row: Row) throws {
            hasNow = try row.get("has_now")
            hasNext = try row.get("has_next")
            strays = try row.get("strays")
        }
    }

    private var partitions: Check {
        let advice = "Run in the database: SELECT make_activity_partitions()"
        return Check("Months of the trail", advice: advice) {
            let found = try await database.one(
                Query<Partitions>(
                    """
                    SELECT to_regclass('activity_logs_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')) IS NOT NULL AS has_now,
                        to_regclass('activity_logs_' || to_char(now() AT TIME ZONE 'UTC' + interval '1 month', 'YYYY_MM')) IS NOT NULL AS has_next,
                        (SELECT count(*) FROM (SELECT FROM activity_logs_other
                            WHERE id >= first_id_at(date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') LIMIT 1000) AS stray) AS strays
                    """))
            guard found.hasNow else { return .bad("there is no partition for this month", advice) }
            guard found.hasNext else { return .warning("there is no partition for next month yet", advice) }
            guard found.strays == 0 else {
                return .warning(
                    "\(found.strays == 1_000 ? "1000 or more" : "\(found.strays)") entries are in no month's partition",
                    "They came while their month had no partition; while they are there it cannot be made. They are kept and found, and retention does not remove them."
                )
            }
            return .ok("this month and the next have their partitions")
        }
    }

    private struct SearchState: RowDecodable {
        let hasWords, hasMeaning: Bool
        let people, learnedFrom: Int

        init(row: Row) throws {
            (hasWords, hasMeaning) = (try row.get("has_words"), try row.get("has_meaning"))
            (people, learnedFrom) = (try row.get("people"), try row.get("learned_from"))
        }
    }

    /// Filling a database with a million people drops them and makes them anew at its end; one that was stopped in between leaves it without.
    private var searchIndexes: Check {
        Check("Search indexes", advice: "Run: shortlist migrate") {
            func isValid(_ name: String) -> SQL { "EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(\(name)) AND indisvalid)" }
            let state = try await database.one(
                Query<SearchState>(
                    """
                    SELECT \(isValid(Schema.wordsIndex)) AS has_words, \(isValid(Schema.meaningIndex)) AS has_meaning,
                        (SELECT people::bigint FROM (\(MeaningLists.statistics)) AS now) AS people,
                        coalesce((SELECT people FROM meaning_lists), 0) AS learned_from
                    """))
            guard state.hasWords else {
                return .bad(
                    "\(Schema.wordsIndex) is missing or broken: search reads every candidate",
                    "Run in the database: DROP INDEX IF EXISTS \(Schema.wordsIndex); CREATE INDEX \(Schema.wordsIndex) ON candidate_search \(Schema.wordsMethod);"
                )
            }
            guard state.people > 2 * MeaningLists.least else { return .ok("by words; so few people need none by meaning") }
            let advice =
                "The program learns them by itself, of many people at night; or run in the database: SELECT learn_meaning_lists(); SELECT use_meaning_lists();"
            guard state.hasMeaning else {
                return .warning("search by meaning is slow: among \(state.people) people no lists of alike ones were learned", advice)
            }
            guard state.people <= state.learnedFrom * 2 * MeaningLists.outgrown else {
                return .warning(
                    "search by meaning finds too little: its lists were learned from \(state.learnedFrom) people, and \(state.people) are here", advice)
            }
            return .ok("by words, and by meaning from \(state.learnedFrom) people")
        }
    }

    private var size: Check {
        Check("Size of the database", advice: "The database did not say.") {
            .ok(FileStore.size(try await database.one(Query<One<Int>>("SELECT pg_database_size(current_database())")).value))
        }
    }

    private static let clockAdvice = "Set the clocks of both machines by NTP, such as: timedatectl set-ntp true"

    private var clock: Check {
        Check("Clock", advice: Self.clockAdvice) {
            let before = Date()
            let theirs = try await database.one(Query<One<Date>>("SELECT clock_timestamp()")).value
            let after = Date(), ours = before.addingTimeInterval(after.timeIntervalSince(before) / 2)
            return Self.verdict(difference: theirs.timeIntervalSince(ours), now: after)
        }
    }

    /// - Parameter difference: how far the database is ahead of this machine, in seconds.
    static func verdict(difference: TimeInterval, now: Date) -> Check.Verdict {
        let advice = clockAdvice
        let year = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: now).year ?? 0
        guard (2026...2100).contains(year) else { return .bad("this machine believes that it is the year \(year)", advice) }
        let seconds = abs(difference), words = "\((seconds * 10).rounded() / 10) s between this machine and the database"
        if seconds > 60 { return .bad(words, advice) }
        return seconds > 2 ? .warning(words, advice) : .ok(seconds < 0.1 ? "this machine and the database agree" : words)
    }

    private struct GivenUpKind: RowDecodable {
        let kind, reason: String
        let count: Int

        init(row: Row) throws {
            kind = try row.get("kind")
            reason = try row.get("reason")
            count = try row.get("count")
        }
    }

    private var queue: Check {
        Check("Background work", advice: "See the table background_jobs.") {
            let census = try await database.one(Background.Work.census)
            let waits = census.oldestWait.map { "; the oldest has waited \(Self.time($0))" } ?? ""
            let words = "\(census.due) due, \(census.running) running, \(census.later) later, \(census.failed) given up\(waits)"
            if census.failed > 0 {
                let kinds = try await database.all(
                    Query<GivenUpKind>(
                        """
                        SELECT kind, coalesce(left(last_error, 200), 'no reason was kept') AS reason, count(*) AS count FROM background_jobs
                        WHERE finished_at IS NULL AND failed_at IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 8
                        """))
                let reasons = kinds.map { "\($0.count) × \($0.kind): \($0.reason)" }.joined(separator: "; ")
                return .bad(words, "Mend the cause, then set failed_at to NULL and attempts to 0 in background_jobs. Given up: \(reasons)")
            }
            if settings[.maintenanceMode] { return .warning("\(words); it waits until maintenance is over", "Switch MAINTENANCE_MODE off.") }
            if let wait = census.oldestWait, wait > 300 { return .warning(words, "No worker keeps up: see that shortlist serve or shortlist work runs.") }
            return .ok(words)
        }
    }

    static func time(_ seconds: Double) -> String {
        let whole = Int(seconds)
        switch whole {
        case ..<120: return "\(whole) s"
        case ..<7_200: return "\(whole / 60) min"
        case ..<172_800: return "\(whole / 3_600) h"
        default: return "\(whole / 86_400) days"
        }
    }

    private var stored: Check {
        let advice = "Put the file “secret” of this installation back into SHORTLIST_VAR, or set these secrets anew at /admin/settings."
        return Check("Settings", advice: "Set them anew at /admin/settings.") {
            try await settings.load()
            let sealed = Registry.entries.filter { $0.kind.isSecret && settings.stored($0.key) != nil }
            let locked = sealed.filter { entry in (try? settings.secret(entry.key)) == nil }.map(\.key)
            guard locked.isEmpty else { return .bad("cannot be opened with this key: \(locked.joined(separator: ", "))", advice) }
            let refused = settings.refused
            guard refused.isEmpty else {
                let words = refused.prefix(8).map { "\($0.key.prefix(60)) (\($0.reason))" }.joined(separator: "; ")
                return .warning("ignored: \(words)", "Set them anew at /admin/settings, or remove these rows of system_settings. Until then the defaults hold.")
            }
            return .ok("\(Registry.entries.count) known, \(sealed.count) secret\(sealed.count == 1 ? "" : "s") set\(sealed.isEmpty ? "" : " and readable")")
        }
    }
}
