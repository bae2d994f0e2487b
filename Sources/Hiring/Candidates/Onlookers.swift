import Accounts
import Foundation
import Postgres
import Web

/// Who can see a person, what of them, and why: worked out from the table of permissions and from whose jobs they applied for.
struct Onlookers: Sendable {
    struct Line: Sendable {
        let name: String
        let role: UserRole
        /// Ready-made words, such as “recruits for Payments Engineer”.
        let why: String
        let seesPay, seesProtectedFacts: Bool
        let applications: Int
    }

    private struct Colleague: RowDecodable {
        let viewer: Viewer
        let jobs: [String]
        /// For one of the jobs at least, shown or not.
        let recruits: Bool
        let applications: Int

        init(row: Row) throws {
            viewer = try Viewer(row: row)
            jobs = try row.texts("jobs")
            recruits = try row.get("recruits")
            applications = try row.get(viewer.reach(.seeApplications) == .all ? "total" : "seen")
        }
    }

    let lines: [Line]
    let looks: [Look]

    /// - Parameter viewer: who reads it: jobs that are not for them are neither named nor counted.
    static func of(_ person: ID<User>, for viewer: Viewer, in database: any Database) async throws -> Onlookers {
        let colleagues = try await database.all(colleagues(of: person, for: viewer))
        let looks = try await database.all(Look.latest(at: person, limit: 10))
        return Onlookers(lines: colleagues.filter { $0.viewer.may(.seeCandidates) }.map(line), looks: looks)
    }

    /// Everyone who works here, with the jobs of theirs that the person applied for, and how many of the person's applications each can see.
    private static func colleagues(of person: ID<User>, for viewer: Viewer) -> Query<Colleague> {
        let isShown = Visibility.jobs(to: viewer, .seeApplications)
        return Query(
            """
            SELECT users.id, users.role, users.full_name, coalesce(mine.jobs, '[]') AS jobs, coalesce(mine.recruits, false) AS recruits,
                mine.total, mine.seen
            FROM users CROSS JOIN LATERAL (
                SELECT jsonb_agg(jobs.title ORDER BY jobs.title) FILTER (WHERE jobs.assigned_recruiter_id = users.id AND \(isShown)) AS jobs,
                    bool_or(jobs.assigned_recruiter_id = users.id) AS recruits, count(*) FILTER (WHERE \(isShown)) AS total,
                    count(*) FILTER (WHERE \(isShown) AND (NOT jobs.is_client_confidential OR jobs.assigned_recruiter_id = users.id)) AS seen
                FROM applications JOIN jobs ON jobs.id = applications.job_id WHERE applications.candidate_id = \(person)) AS mine
            WHERE users.role <> 'CANDIDATE' AND users.status = 'Active' ORDER BY users.role, users.full_name LIMIT 200
            """)
    }

    private static func line(_ colleague: Colleague) -> Line {
        let viewer = colleague.viewer, reach = viewer.reach(.seeProtectedFacts)
        let why =
            colleague.jobs.isEmpty
            ? (viewer.reach(.seeApplications) == .all ? "sees every desk" : "recruits, and sees every profile")
            : "recruits for \(colleague.jobs.prefix(3).joined(separator: ", "))\(colleague.jobs.count > 3 ? " and \(colleague.jobs.count - 3) more" : "")"
        return Line(
            name: viewer.name, role: viewer.role, why: why, seesPay: viewer.may(.seePay),
            seesProtectedFacts: reach == .all || reach == .assigned && colleague.recruits, applications: colleague.applications)
    }
}

extension Onlookers {
    /// A panel of the candidate page, shut until it is asked for.
    var panel: HTML {
        """
        <section class="panel onlookers"><details><summary><h2>Who can see this person, and why</h2></summary><div class="body">
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Who</th><th scope="col">Why</th><th scope="col">Pay</th><th scope="col">Protected facts</th>\
        <th scope="col" class="number">Applications</th></tr></thead><tbody>\(lines.html(row))</tbody></table></div>
        <p class="small soft">The person sees all of it. Nobody in sales sees any.\(looks.isEmpty ? " Nobody has opened a résumé or protected facts yet." : "")</p>\(recent)</div></details></section>
        """
    }

    private func row(_ line: Line) -> HTML {
        """
        <tr><td data-label="Who">\(line.name) <span class="small soft">\(line.role.words)</span></td><td data-label="Why">\(line.why)</td>\
        <td data-label="Pay">\(line.seesPay ? "yes" : "no")</td><td data-label="Protected facts">\(line.seesProtectedFacts ? "yes, on record" : "no")</td>\
        <td data-label="Applications" class="number">\(line.applications)</td></tr>
        """
    }

    private var recent: HTML {
        guard !looks.isEmpty else { return .empty }
        return """
            <h3>Lately</h3><ul class="small">\(looks.html { "<li>\($0.wordsForColleagues), \(HTML.time($0.at))</li>" })</ul>
            """
    }
}
