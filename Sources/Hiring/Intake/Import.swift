import Accounts
import Foundation
package import Postgres

/// Many people coming in at once: a folder or archive of résumés, or a table.
package struct Import: Sendable, RowDecodable {
    package enum Kind: String, Sendable, Codable { case resumes, csv }

    package enum Status: String, Sendable, Codable {
        /// A table whose columns are not named yet.
        case mapping
        case running, paused, cancelled, done
        /// It could not go on; `problem` says why, and going on is tried again when asked.
        case failed

        package var isOver: Bool { self == .done || self == .cancelled }
    }

    package let id: ID<Import>
    let kind: Kind
    package let name: String
    package let status: Status
    var options: Options
    package let total: Int
    package let problem: String?
    let startedBy: ID<User>?
    let starter: String?
    let createdAt: Date
    let finishedAt: Date?

    package init(row: Row) throws {
        id = try row.get("id")
        kind = Kind(rawValue: try row.get("kind")) ?? .resumes
        name = try row.get("name")
        status = Status(rawValue: try row.get("status")) ?? .failed
        options = try row.get("options", as: JSON<Options>.self).value
        total = try row.get("total")
        problem = try row.get("problem")
        startedBy = try row.get("started_by")
        starter = try row.get("starter")
        createdAt = try row.get("created_at")
        finishedAt = try row.get("finished_at")
    }

    /// Open pages of one import watch it.
    static func topic(_ id: ID<Import>) -> String { "import:\(id)" }

    /// What goes with an import, kept as JSON.
    package struct Options: Codable, Sendable {
        /// What the profiles say of where they came from.
        package var detail: String?
        package var tags: [String] = []
        /// Of the archive or table, in hexadecimal.
        var file: String?
        /// Of résumés on this machine, named by whoever runs the program.
        package var folder: String?
        /// All files are put down as items.
        var isRegistered = false
        // of a table
        var separator: UInt8?
        var encoding: String?
        var hasNames = true
        var headers: [String] = []
        /// For each column the field it fills; nil where it is left out.
        package var mapping: [String?] = []
        package var skipsKnown = false
        package var isStrict = false
        package var currency = "INR"
        /// Where the next row begins, in bytes, and how many came before.
        var place = 0
        var row = 0
        /// Up to which row people can be found: their search rows are written a stretch behind, on another connection.
        var searched = 0
        /// What trying found.
        var check: Check?
        var isChecking = false

        package init() {}

        /// What is not there is as in a new import: an older program wrote less.
        package init(from decoder: any Decoder) throws {
            let kept = try decoder.container(keyedBy: CodingKeys.self)
            func value<T: Decodable>(_ key: CodingKeys, _ otherwise: T) throws -> T { try kept.decodeIfPresent(T.self, forKey: key) ?? otherwise }
            detail = try kept.decodeIfPresent(String.self, forKey: .detail)
            tags = try value(.tags, [])
            file = try kept.decodeIfPresent(String.self, forKey: .file)
            folder = try kept.decodeIfPresent(String.self, forKey: .folder)
            isRegistered = try value(.isRegistered, false)
            separator = try kept.decodeIfPresent(UInt8.self, forKey: .separator)
            encoding = try kept.decodeIfPresent(String.self, forKey: .encoding)
            hasNames = try value(.hasNames, true)
            headers = try value(.headers, [])
            mapping = try value(.mapping, [])
            skipsKnown = try value(.skipsKnown, false)
            isStrict = try value(.isStrict, false)
            currency = try value(.currency, "INR")
            (place, row, searched) = (try value(.place, 0), try value(.row, 0), try value(.searched, 0))
            check = try kept.decodeIfPresent(Check.self, forKey: .check)
            isChecking = try value(.isChecking, false)
        }
    }

    /// What would become of a table's rows.
    package struct Check: Codable, Sendable, Equatable {
        package struct Note: Codable, Sendable, Equatable {
            package var row: Int
            package var name: String
            package var reason: String
        }

        package var rows = 0
        package var new = 0
        /// Known, and something of the row fills a gap or is proposed.
        package var updated = 0
        /// Known, with nothing new.
        package var same = 0
        package var skipped = 0
        package var failed = 0
        /// Imported, but for a value that could not be read.
        package var partly = 0
        /// The first failures.
        package var notes: [Note] = []
        /// Of what it was the check.
        var mapping: [String?] = []
    }

    /// How many items ended how.
    package struct Counts: RowDecodable, Sendable {
        package let waiting, imported, updated, duplicate, failed, skipped, retriable: Int

        package init(row: Row) throws {
            waiting = try row.get("waiting")
            imported = try row.get("imported")
            updated = try row.get("updated")
            duplicate = try row.get("duplicate")
            failed = try row.get("failed")
            skipped = try row.get("skipped")
            retriable = try row.get("retriable")
        }

        package var done: Int { imported + updated + duplicate + failed + skipped }
    }
}
