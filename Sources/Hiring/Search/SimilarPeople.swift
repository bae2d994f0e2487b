import Accounts
import Foundation
import Postgres
import Web

/// People whose work is like somebody's, by their vectors.
enum SimilarPeople {
    private struct Own: RowDecodable {
        let meaning: TextMeaning?

        init(row: Row) throws {
            let vector: [Float]? = try row.get("vector"), model: String? = try row.get("model")
            meaning = if let vector, let model { TextMeaning(vector: vector, model: model) } else { nil }
        }
    }

    /// Nearest first; nobody where the person has no vector yet.
    static func of(_ person: ID<User>, most: Int, for viewer: Viewer, in database: any Database) async throws -> [SearchHit] {
        try await database.transaction { transaction in
            let own = try await transaction.first(
                Query<Own>("SELECT ai_skills_vector::real[] AS vector, skills_vector_model AS model FROM candidate_profiles WHERE user_id = \(person)"))
            guard let meaning = own?.meaning else { return [] }
            try await transaction.run(Command("SET LOCAL plan_cache_mode = force_custom_plan"))
            let plan = try await SearchPlan.make(SearchCondition(nil, for: viewer), in: transaction)
            let search = CandidateSearch(database: transaction, viewer: viewer)
            return try await search.nearest(to: meaning, plan, most: most, but: person, in: transaction)
        }
    }
}

struct SimilarPage {
    let person: Candidates.Person
    let found: FoundPage
    /// Why nothing is known of meaning; nil where it is.
    let reasonOff: String?

    var page: Page { Page("People like \(person.name)", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates", person.id.description))">\(person.name)</a></p><h1>People like \(person.name)</h1></div></div>
        \(found.lines.isEmpty ? HTML.empty("Nobody to show", reasonOff ?? "The meaning of this profile has not been worked out yet.") : table)</main>
        """
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table people"><thead><tr><th scope="col">Name</th><th scope="col" class="number">Alike</th><th scope="col">Experience</th><th scope="col">Lives in</th>\
        <th scope="col">Skills</th></tr></thead><tbody data-keys>\(found.lines.html(row))</tbody></table></div>
        """
    }

    private func row(_ line: FoundPage.Line) -> HTML {
        let person = line.person, shared = Set(self.person.skills.map { $0.lowercased() })
        let skills = person.skills.sorted { shared.contains($0.lowercased()) && !shared.contains($1.lowercased()) }.prefix(6)
        return """
            <tr><td class="who"><a href="\(Link("desk", "candidates", person.id.description))">\(person.name)</a><p class="small soft">\(Words.sentence([person.role, person.company]))</p></td>\
            <td data-label="Alike" class="number">\(Int(((line.hit.likeness ?? 0) * 100).rounded())) %</td><td data-label="Experience">\(person.years.map(Words.years) ?? "–")</td>\
            <td data-label="Lives in">\(person.city ?? "–")</td><td data-label="Skills"><div class="tags">\(skills.html { "<span class=\"tag\(shared.contains($0.lowercased()) ? " good" : "")\">\($0)</span>" })</div></td></tr>
            """
    }
}

/// On the page of a person: the way to people like them.
enum SimilarPanel {
    static func html(of person: Candidates.Person, _ ask: Ask, in desk: Desk) async throws -> HTML {
        "<p class=\"small\"><a href=\"\(Link("desk", "candidates", person.id.description, "similar"))\">People like \(person.name)</a></p>"
    }
}
