import Accounts
import Foundation
import Messaging
import Postgres

/// What an erasure removes, counted for the receipt.
enum ErasedKind: String, CaseIterable {
    case profile, positions, proposals, tags, files, applications, remarks, messages, links, cards, imports, letters, merges, sessions, credentials

    /// After a number.
    func words(_ count: Int) -> String {
        func many(_ one: String, _ more: String? = nil) -> String { count == 1 ? one : more ?? one + "s" }
        return switch self {
        case .profile: many("profile")
        case .positions: many("position", "positions") + " of the work history"
        case .proposals: many("proposal") + " read in a résumé"
        case .tags: many("tag")
        case .files: many("file")
        case .applications: many("application") + " emptied"
        case .remarks: many("remark")
        case .messages: many("message")
        case .links: many("private link")
        case .cards: many("card") + " in the queues of recruiters"
        case .imports: many("line") + " of imported lists"
        case .letters: many("letter")
        case .merges: many("record") + " of duplicates and merges"
        case .sessions: many("session")
        case .credentials: many("way", "ways") + " to sign in"
        }
    }
}

/// The statements of an erasure, in their order: what counts on other rows goes before them.
enum ErasureSteps {
    struct Step {
        let kind: ErasedKind?
        let command: Command

        init(_ kind: ErasedKind?, _ sql: SQL) { (self.kind, command) = (kind, Command(sql)) }
    }

    static func all(_ traces: Traces) -> [Step] {
        profile(traces.people) + files(traces) + applications(traces) + intake(traces) + access(traces.people) + letters(traces) + work(traces)
            + [person(traces)]
    }

    /// The row for searching is removed here and not by its triggers, which would write it anew at each step.
    private static func profile(_ people: [ID<User>]) -> [Step] {
        [
            Step(nil, "SET LOCAL shortlist.search = 'later'"),
            Step(nil, "SET LOCAL shortlist.duplicates = 'later'"),
            Step(nil, Merges.forgetting(people).sql),
            Step(.proposals, "DELETE FROM profile_proposals WHERE user_id = ANY(\(people))"),
            Step(.tags, "DELETE FROM candidate_tags WHERE user_id = ANY(\(people))"),
            Step(.positions, "DELETE FROM candidate_work_history WHERE profile_id = ANY(\(people))"),
            Step(.profile, "DELETE FROM candidate_profiles WHERE user_id = ANY(\(people))"),
            Step(nil, "DELETE FROM candidate_search WHERE user_id = ANY(\(people))"),
            Step(nil, "DELETE FROM saved_search_hits WHERE user_id = ANY(\(people))"),
            Step(nil, "DELETE FROM saved_searches WHERE user_id = ANY(\(people))"),
            Step(.merges, "DELETE FROM candidate_merges WHERE kept_id = ANY(\(people)) OR gone_id = ANY(\(people))"),
        ]
    }

    /// Their rows; what was read in them goes with them, and the files themselves are removed by `ErasureWork`.
    /// One that was sent twice counts once.
    private static func files(_ traces: Traces) -> [Step] {
        [
            Step(
                nil,
                """
                DELETE FROM candidate_files USING candidate_files AS other WHERE candidate_files.user_id = ANY(\(traces.people))
                    AND other.user_id = ANY(\(traces.people)) AND other.sha256 = candidate_files.sha256 AND other.id > candidate_files.id
                """),
            Step(.files, "DELETE FROM candidate_files WHERE user_id = ANY(\(traces.people))"),
        ]
    }

    /// An application stays where it stands, so that reports count what they counted; nothing in it tells of the person.
    private static func applications(_ traces: Traces) -> [Step] {
        let ids = traces.applications
        return [
            Step(.links, "DELETE FROM application_links WHERE application_id = ANY(\(ids))"),
            Step(
                .remarks,
                "UPDATE application_timeline SET remarks = NULL WHERE (application_id = ANY(\(ids)) OR changed_by = ANY(\(traces.people))) AND remarks IS NOT NULL"
            ),
            Step(.messages, "UPDATE chat_messages SET message_text = 'Erased', is_read = true WHERE application_id = ANY(\(ids))"),
            Step(
                .applications,
                """
                UPDATE applications SET match_score = NULL, match_reasons = NULL, ai_custom_summary = NULL, follow_up_remarks = NULL, next_follow_up_date = NULL,
                    automation_status = CASE WHEN automation_status = 'Declined' THEN automation_status ELSE 'Completed' END, version = version + 1
                WHERE id = ANY(\(ids))
                """),
            Step(.cards, "DELETE FROM action_queue WHERE related_candidate_id = ANY(\(traces.people))"),
            // That somebody agreed, to words of which the sum is kept, and when: the agency has to be able to show it.
            Step(
                nil,
                """
                UPDATE consents SET wording = 'SHA-256 ' || encode(sha256(convert_to(wording, 'UTF8')), 'hex'), ip_address = NULL,
                    purpose = CASE WHEN purpose LIKE 'apply:%' THEN 'apply' WHEN purpose = 'claim' THEN 'claim' ELSE 'other' END,
                    withdrawn_at = coalesce(withdrawn_at, now())
                WHERE user_id = ANY(\(traces.people))
                """),
        ]
    }

    /// Lines of lists and folders that were imported: also those that brought the same file and found nobody.
    private static func intake(_ traces: Traces) -> [Step] {
        let theirs: SQL = """
            (item.candidate_id = ANY(\(traces.people))
                OR item.sha256 = ANY(\(traces.digests)) AND NOT EXISTS (SELECT FROM candidate_files WHERE candidate_files.sha256 = item.sha256))
            """
        return [
            Step(
                nil,
                """
                UPDATE imports SET name = 'Erased', problem = NULL WHERE total <= 1 AND EXISTS (SELECT FROM import_items AS item WHERE item.import_id = imports.id AND \(theirs))
                """),
            Step(
                .imports,
                """
                UPDATE import_items AS item SET name = 'Erased', payload = NULL, sha256 = NULL, reason = CASE WHEN reason IS NOT NULL THEN 'Erased' END,
                    status = CASE WHEN status = 'waiting' THEN 'skipped' ELSE status END
                WHERE \(theirs)
                """),
        ]
    }

    private static func access(_ people: [ID<User>]) -> [Step] {
        let tables: [(String, ErasedKind?)] = [
            ("sessions", .sessions), ("sign_in_links", .links), ("api_tokens", .credentials), ("identities", .credentials), ("known_devices", nil),
            ("two_factors", .credentials), ("recovery_codes", nil),
        ]
        return [
            Step(nil, "SELECT pg_notify(\(Sessions.channel)::text, id::text) FROM unnest(\(people)) AS id"),
            Step(
                nil,
                """
                DELETE FROM sign_in_failures USING users WHERE users.id = ANY(\(people))
                    AND (key IN ('proof:' || users.id, 'account:' || encode(sha256(convert_to(coalesce(users.email_key, users.id::text), 'UTF8')), 'hex'))
                        OR key LIKE 'device:' || users.id || ':%' OR key LIKE 'mail:' || users.id || ':%')
                """),
        ] + tables.map { Step($0.1, "DELETE FROM \(identifier: $0.0) WHERE user_id = ANY(\(people))") }
    }

    /// To them: what waits is not sent, what was sent is emptied. To colleagues, naming them by the address of their page: emptied.
    private static func letters(_ traces: Traces) -> [Step] {
        let address = Outbox.address(in: "recipient"), isToThem: SQL = "\(address) = ANY(\(traces.addresses))"
        let marks = traces.people.map { "%\($0)%" }
        return [
            Step(.letters, "DELETE FROM outbox WHERE sent_at IS NULL AND \(isToThem)"),
            Step(
                .letters,
                "UPDATE outbox SET recipient = 'erased', subject = 'Erased', body_text = '', body_html = NULL, message_id = NULL WHERE \(isToThem)"),
            Step(
                .letters,
                """
                UPDATE outbox SET subject = 'Erased', body_text = 'This letter told of somebody who was erased.', body_html = NULL
                WHERE \(address) IN (SELECT lower(email) FROM users WHERE role <> 'CANDIDATE') AND (body_text LIKE ANY(\(marks)) OR body_html LIKE ANY(\(marks)))
                """),
        ]
    }

    /// Kinds of which each piece is about one person. Of others, what is not done yet is about more people than this one.
    private static let kindsOfOne = [ResumeWork.kind, Scoring.kindOfCandidate, "link_letter"]

    /// A worker that has such a piece in hand finds it gone, and what it would write finds nobody.
    private static func work(_ traces: Traces) -> [Step] {
        let marks = (traces.people.map(\.description) + traces.applications.map(\.description)).map { "%\($0)%" }
        return [
            Step(
                nil,
                """
                DELETE FROM background_jobs WHERE (finished_at IS NOT NULL OR kind = ANY(\(kindsOfOne)))
                    AND (payload::text LIKE ANY(\(marks)) OR unique_key LIKE ANY(\(marks)) OR lower(payload->>'email') = ANY(\(traces.addresses)))
                """)
        ]
    }

    /// The row stays for the trail, without what told who it was. Words that nobody else is called by leave the list of names.
    private static func person(_ traces: Traces) -> Step {
        Step(
            nil,
            """
            WITH words AS (
                DELETE FROM name_words WHERE word IN (
                    SELECT word FROM unnest(\(traces.names)) AS name CROSS JOIN LATERAL regexp_split_to_table(lower(name), '[^[:alnum:]]+') AS word
                    WHERE length(word) BETWEEN 2 AND 40)
                AND NOT EXISTS (SELECT FROM candidate_search WHERE doc @@ ('''n/' || name_words.word || '''')::tsquery)
            )
            UPDATE users SET full_name = 'Erased person', email = NULL, email_key = NULL, password_hash = NULL, avatar_url = NULL, status = 'Inactive',
                is_verified = false, last_login = NULL, last_active = NULL, invited_at = NULL, invited_by = NULL, deactivated_at = NULL,
                erased_at = now(), version = version + 1
            WHERE id = ANY(\(traces.people))
            """)
    }
}
