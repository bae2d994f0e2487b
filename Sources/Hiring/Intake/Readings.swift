import Accounts
import Foundation
import Postgres

/// What was read in each file of a candidate, kept beside it: one row a file.
enum Readings {
    /// Name and version of the rules.
    static let parser = "rules 1"

    /// Kept with the newest copy of the file that the person has. Read again with another outcome, it wants to be looked over again.
    static func keeping(_ reading: ResumeReading.Reading, of person: ID<User>, digest: Data) -> Command {
        let json = Findings.json(of: reading)
        return writing(json, isDoubtful: Findings(json: json).isDoubtful, problem: nil, of: person, digest: digest)
    }

    /// - Parameter problem: why it could not be read, in words for people.
    static func refusing(_ problem: String, of person: ID<User>, digest: Data) -> Command {
        writing("{}", isDoubtful: false, problem: problem, of: person, digest: digest)
    }

    /// For whoever has no application: there is no card, and the review queue shows it.
    static func telling(_ problem: String, _ person: ID<User>, _ digest: Data) -> Command {
        Command("UPDATE candidate_profiles SET resume_problem = \(problem), updated_at = now() WHERE user_id = \(person) AND resume_sha256 = \(digest)")
    }

    private static func writing(_ findings: String, isDoubtful: Bool, problem: String?, of person: ID<User>, digest: Data) -> Command {
        Command(
            """
            INSERT INTO resume_readings AS reading (file_id, findings, is_doubtful, problem, parser)
            SELECT id, \(findings)::text::jsonb, \(isDoubtful), \(problem), \(parser) FROM candidate_files
            WHERE user_id = \(person) AND sha256 = \(digest) ORDER BY created_at DESC, id DESC LIMIT 1
            ON CONFLICT (file_id) DO UPDATE SET findings = excluded.findings, is_doubtful = excluded.is_doubtful, problem = excluded.problem,
                parser = excluded.parser, read_at = now(),
                reviewed_at = CASE WHEN \(isSame) THEN reading.reviewed_at END, reviewed_by = CASE WHEN \(isSame) THEN reading.reviewed_by END
            """)
    }

    private static let isSame: SQL = "reading.findings = excluded.findings AND reading.problem IS NOT DISTINCT FROM excluded.problem"

    /// Looked over, once.
    /// - Returns: no row where somebody did so before.
    static func reviewing(_ file: ID<Candidates.SentFile>, by viewer: ID<User>) -> Command {
        Command(
            """
            INSERT INTO resume_readings AS reading (file_id, parser, reviewed_at, reviewed_by) VALUES (\(file), \(parser), now(), \(viewer))
            ON CONFLICT (file_id) DO UPDATE SET reviewed_at = now(), reviewed_by = \(viewer) WHERE reading.reviewed_at IS NULL
            """)
    }

    static func counting(pages: Int, of file: ID<Candidates.SentFile>) -> Command {
        Command("UPDATE resume_readings SET pages = \(pages) WHERE file_id = \(file)")
    }

    /// Whose newest résumé wants to be looked over: it could not be read, or something in it is doubtful. Only the file that is the master
    /// counts; what an older copy said does not matter any more.
    static let waiting: SQL = """
        resume_readings AS reading JOIN candidate_files AS file ON file.id = reading.file_id
            JOIN candidate_profiles AS profile ON profile.user_id = file.user_id AND profile.resume_sha256 = file.sha256
            JOIN users ON users.id = file.user_id AND users.merged_into IS NULL AND users.erased_at IS NULL
        WHERE reading.reviewed_at IS NULL AND (reading.is_doubtful OR reading.problem IS NOT NULL)
        """
}
