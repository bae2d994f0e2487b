import Accounts
import Foundation
import Postgres
import Web

/// On the page of a person: their files, what could not be read, and the way to the review.
enum IntakePanel {
    static func html(of person: Candidates.Person, _ ask: Ask, in desk: Desk) async throws -> HTML {
        let viewer = try ask.requireViewer()
        guard viewer.may(.editCandidates) else { return .empty }
        let files = try await desk.database.all(files(of: person.id))
        guard !files.isEmpty else { return upload(person, ask, isFirst: true) }
        return """
            <section class="panel"><header><h2>Files</h2><span class="small soft">\(files.count == 1 ? "one" : "\(files.count), newest first")</span></header><div class="body">\
            <ul class="files" role="list">\(files.html { line($0, person) })</ul>\(uploadForm(person, ask))</div></section>
            """
    }

    private static func upload(_ person: Candidates.Person, _ ask: Ask, isFirst: Bool) -> HTML {
        "<section class=\"panel\"><header><h2>Résumé</h2></header><div class=\"body\"><p class=\"soft\">There is none yet.</p>\(uploadForm(person, ask))</div></section>"
    }

    private static func uploadForm(_ person: Candidates.Person, _ ask: Ask) -> HTML {
        """
        <details class="add-file"><summary>Add a file</summary><form class="form" method="post" enctype="multipart/form-data" action="\(Link("desk", "candidates", person.id.description, "resumes"))">\
        \(ask.csrf)\(Field("resume", "Résumé", help: ApplyForm.fileHelp).file(endings: ".pdf,.doc,.docx,.odt,.rtf,.txt"))<button class="button">Upload</button></form></details>
        """
    }

    private static func line(_ file: HeldFile, _ person: Candidates.Person) -> HTML {
        let review = Link("desk", "candidates", person.id.description, "review", file.id.description)
        let state: HTML =
            if let problem = file.problem, !file.isReviewed {
                "<span class=\"tag bad\">could not be read</span><p class=\"small soft\">\(problem)</p>"
            } else if file.isReviewed {
                "<span class=\"tag good\">looked over</span>"
            } else if file.isDoubtful {
                "<span class=\"tag warn\">doubtful</span>"
            } else {
                file.isRead ? "<span class=\"tag\">read</span>" : "<span class=\"tag\">not read yet</span>"
            }
        return """
            <li><div><a href="\(Link("desk", "candidates", person.id.description, "files", file.id.description))">\(file.name)</a> <span class="small soft">\(HTML.time(file.sentAt))</span> \(state)</div>\
            <a class="button small" href="\(review)">\(file.isReviewed || !file.isRead && file.problem == nil ? "Open" : "Review")</a></li>
            """
    }

    private struct HeldFile: RowDecodable {
        let id: ID<Candidates.SentFile>
        let name: String
        let sentAt: Date
        let isRead, isDoubtful, isReviewed: Bool
        let problem: String?

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("file_name")
            sentAt = try row.get("created_at")
            isRead = try row.get("is_read")
            isDoubtful = try row.get("is_doubtful")
            isReviewed = try row.get("is_reviewed")
            problem = try row.get("problem")
        }
    }

    private static func files(of person: ID<User>) -> Query<HeldFile> {
        Query(
            """
            SELECT file.id, file.file_name, file.created_at, reading.file_id IS NOT NULL AS is_read, coalesce(reading.is_doubtful, false) AS is_doubtful,
                reading.reviewed_at IS NOT NULL AS is_reviewed, reading.problem
            FROM candidate_files AS file LEFT JOIN resume_readings AS reading ON reading.file_id = file.id
            WHERE file.user_id = \(person) ORDER BY file.created_at DESC, file.id DESC LIMIT 20
            """)
    }
}
