import Accounts
import Foundation
import Names
import Postgres
import Web

/// `/suggest/…`: skills, cities and languages while somebody types. Answers JSON alone, also outside `/api/v1`: it is asked by
/// `suggest.js`, and holds nothing that is anybody's.
struct SuggestionRoutes {
    /// A value to take, and what tells it from its neighbours.
    struct Suggestion: Encodable, Sendable {
        let value: String
        let hint: String?
    }

    static let limit = 8

    func add(to routes: Routes) {
        routes.get("/suggest/skills", .may(.keepOwnProfile)) { ask in
            try answer(
                SkillVocabulary.shared.suggestions(for: typed(ask), limit: Self.limit).map { skill, name in
                    Suggestion(value: skill.name, hint: Words.sentence([also(name, skill.name), skill.trade]))
                })
        }
        routes.get("/suggest/cities", .may(.keepOwnProfile)) { ask in
            try answer(
                Cities.suggestions(for: typed(ask), limit: Self.limit).map { city, name in
                    Suggestion(value: city.place, hint: Words.sentence([also(name, city.name), country(city)]))
                })
        }
        routes.get("/suggest/languages", .may(.keepOwnProfile)) { ask in
            try answer(Languages.suggestions(for: typed(ask), limit: Self.limit).map { Suggestion(value: $0, hint: also($1, $0)) })
        }
    }

    private func typed(_ ask: Ask) -> String { ask.query("q", most: 100) }

    /// Why "Bengaluru" is offered to somebody who types "bang".
    private func also(_ fitted: String, _ name: String) -> String? { fitted == name ? nil : "also \(fitted)" }

    private func country(_ city: Cities.City) -> String? {
        guard city.name != city.region, let name = Locale(identifier: "en_GB").localizedString(forRegionCode: city.country) else { return nil }
        return name == city.region ? nil : name
    }

    private func answer(_ suggestions: [Suggestion]) throws -> Answer {
        // The lists come with the program: a browser may remember them for the length of a form.
        Answer.bytes([UInt8](try JSON.encode(["suggestions": suggestions])), type: "application/json").with("Cache-Control", "private, max-age=600")
    }
}
