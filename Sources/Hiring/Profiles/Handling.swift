import Accounts
import Foundation
import Postgres
import Web

/// How the agency deals with somebody: tags, where they came from, who looks after them.
struct Handling {
    /// The usual ones; what stands there already is kept.
    static let sources = ["Applied", "Sourced", "Import", "Referral", "Job board", "Social media", "Event", "Agency partner", "Other"]
    static let mostTags = 40

    let tags: [String]
    /// Those of others, to choose from.
    let known: [String]
    /// Who can look after somebody.
    let colleagues: [Viewer]

    static func of(_ person: ID<User>, owner: ID<User>?, in database: some Database) async throws -> Handling {
        Handling(
            tags: try await database.all(tags(of: person)).map(\.value), known: try await database.all(common).map(\.value),
            colleagues: try await database.all(Users.recruiters(keeping: owner)))
    }

    /// As it is kept: small letters, single spaces; nil where nothing is left, or more than 40 characters.
    static func tag(_ text: String) -> String? {
        let tag = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return (1...40).contains(tag.unicodeScalars.count) ? tag : nil
    }

    static func tags(of person: ID<User>) -> Query<One<String>> { Query("SELECT tag FROM candidate_tags WHERE user_id = \(person) ORDER BY tag") }

    /// The tags that there are, each found by one step in their index: counting a million rows for a list to choose from is not worth it.
    private static let common = Query<One<String>>(
        """
        WITH RECURSIVE known AS (
            (SELECT tag FROM candidate_tags ORDER BY tag LIMIT 1)
            UNION ALL SELECT (SELECT tag FROM candidate_tags WHERE tag > known.tag ORDER BY tag LIMIT 1) FROM known WHERE known.tag IS NOT NULL)
        SELECT tag FROM known WHERE tag IS NOT NULL LIMIT 200
        """)

    static func tagging(_ person: ID<User>, _ tag: String, by viewer: ID<User>) -> Command {
        Command("INSERT INTO candidate_tags (user_id, tag, added_by) VALUES (\(person), \(tag), \(viewer)) ON CONFLICT DO NOTHING")
    }

    static func untagging(_ person: ID<User>, _ tag: String) -> Command { Command("DELETE FROM candidate_tags WHERE user_id = \(person) AND tag = \(tag)") }

    static func settingSource(of person: ID<User>, to source: String?, _ detail: String?) -> Command {
        Command("UPDATE candidate_profiles SET source = \(source), source_detail = \(detail), updated_at = now() WHERE user_id = \(person)")
    }

    static func settingOwner(of person: ID<User>, to owner: ID<User>?) -> Command {
        Command("UPDATE candidate_profiles SET owner_id = \(owner), updated_at = now() WHERE user_id = \(person)")
    }
}

/// On the page of a person, at the side.
struct HandlingPanel {
    let record: ProfileRecord
    let handling: Handling
    let mayWrite: Bool
    let csrf: HTML

    var html: HTML {
        """
        <section class="panel" id="handling"><header><h2>At the agency</h2></header><div class="body stack">\(tags)\(facts)</div></section>
        """
    }

    private var person: String { record.id.description }

    private var tags: HTML {
        let shown: HTML =
            handling.tags.isEmpty
            ? "<p class=\"small soft\">No tags.</p>"
            : "<form class=\"tags\" method=\"post\" action=\"\(Link("desk", "candidates", person, "tags", "remove"))\">\(csrf)\(handling.tags.html(tag))</form>"
        guard mayWrite else { return shown }
        return """
            \(shown)<form class="row add-tag" method="post" action="\(Link("desk", "candidates", person, "tags"))">\(csrf)<label class="unseen" for="tag">Tag</label>\
            <input id="tag" name="tag" list="known-tags" placeholder="Add a tag" autocomplete="off" maxlength="200"><datalist id="known-tags">\(handling.known.html { "<option value=\"\($0)\">" })</datalist>\
            <button class="button small">Add</button></form>
            """
    }

    private func tag(_ tag: String) -> HTML {
        mayWrite
            ? "<span class=\"tag\"><a href=\"\(Link("desk", "candidates").query("q", "tag:\"\(tag)\""))\">\(tag)</a><button name=\"tag\" value=\"\(tag)\" aria-label=\"Remove the tag \(tag)\">×</button></span>"
            : "<span class=\"tag\">\(tag)</span>"
    }

    private var facts: HTML {
        let detail = record.sourceDetail.map { ", \($0)" } ?? ""
        return """
            <dl class="facts"><dt>Source</dt><dd>\(record.source ?? "not said")\(detail)</dd><dt>Owner</dt><dd>\(record.ownerName ?? "nobody")</dd></dl>\(mayWrite ? form : .empty)
            """
    }

    private var form: HTML {
        let source = record.source ?? "", owner = record.owner?.description ?? ""
        let sources = [""] + Handling.sources + (source.isEmpty || Handling.sources.contains(source) ? [] : [source])
        return """
            <details><summary class="small">Change source or owner</summary><form class="form" method="post" action="\(Link("desk", "candidates", person, "handling"))">\(csrf)\
            <input type="hidden" name="was.source" value="\(source)"><input type="hidden" name="was.source_detail" value="\(record.sourceDetail ?? "")"><input type="hidden" name="was.owner_id" value="\(owner)">\
            \(Field("source", "Source", value: source).select(sources.map { ($0, $0.isEmpty ? "Not said" : $0) }))\
            \(Field("source_detail", "More about it", value: record.sourceDetail ?? "", help: "Such as the colleague who referred them.").input())\
            \(Field("owner_id", "Owner", value: owner).select([("", "Nobody")] + handling.colleagues.map { ($0.id.description, $0.name) }))\
            <div class="row"><button class="button">Save</button></div></form></details>
            """
    }
}
