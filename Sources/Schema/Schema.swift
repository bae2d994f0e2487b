import Foundation
package import Postgres

/// The database of the agency, as numbered SQL files: fourteen tables that were ordered, and what reality added beside them.
/// A file that has landed is never edited; a change is the next number.
package enum Schema {
    /// Whose rights the program works with: everything in the tables, but the trail only grows. Migration 0004 makes it.
    package static let programRole = "shortlist_program"

    /// The large index of `candidate_search` by words and marks: whoever loads very many people drops it and makes it anew.
    package static let wordsIndex = "candidate_search_doc"
    package static let wordsMethod = "USING gin (doc)"
    /// The other, by meaning, which `learn_meaning_lists` makes once there are many people.
    package static let meaningIndex = "candidate_search_meaning"

    /// Every migration in the order of its number. Throws where a file is not named `0001_words.sql`, where two share a number,
    /// or where the resource bundle is missing beside the executable.
    package static func migrations() throws -> [Migration] {
        guard let folder = Bundle.module.url(forResource: "Migrations", withExtension: nil) else {
            throw Failure.resourcesMissing
        }
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let migrations = try files.filter { $0.pathExtension == "sql" }.map(migration).sorted { $0.number < $1.number }
        for (earlier, later) in zip(migrations, migrations.dropFirst()) where earlier.number == later.number {
            throw Failure.sameNumber(earlier.name, later.name)
        }
        return migrations
    }

    private static func migration(_ file: URL) throws -> Migration {
        let parts = file.deletingPathExtension().lastPathComponent.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 4, let number = Int(parts[0]) else {
            throw Failure.badName(file.lastPathComponent)
        }
        return Migration(number: number, name: String(parts[1]), sql: try String(contentsOf: file, encoding: .utf8))
    }

    package enum Failure: Error, CustomStringConvertible {
        case resourcesMissing
        case badName(String)
        case sameNumber(String, String)

        package var description: String {
            switch self {
            case .resourcesMissing: "the folder of migrations is missing beside the program"
            case .badName(let file): "a migration must be named like 0001_the_order.sql, not \(file)"
            case .sameNumber(let one, let two): "two migrations share a number: \(one) and \(two)"
            }
        }
    }
}
