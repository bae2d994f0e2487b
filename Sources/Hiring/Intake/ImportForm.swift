import Accounts
import Documents
import Foundation
import Postgres
import Web

/// What a recruiter says of an import: where it came from, tags, and of a table what its columns hold.
enum ImportForm {
    static let archive = UploadLimit(megabytes: 1_024, files: 500)
    static let table = UploadLimit(megabytes: 200)

    /// What goes with résumés and tables alike.
    static func describe(_ form: Form, _ options: inout Import.Options, _ problems: inout [Problem]) {
        let detail = form["detail"]
        if detail.unicodeScalars.count > 500 { problems.append(Problem("detail", "At most 500 characters fit here.")) }
        options.detail = detail.isEmpty ? nil : detail
        options.tags = ListTags.read(form["tags"])
    }

    /// The columns of a table, each by its number: `column-0=full_name`.
    static func map(_ form: Form, _ options: inout Import.Options, _ problems: inout [Problem]) {
        options.mapping = options.headers.indices.map { index in
            let name = form["column-\(index)"]
            guard !name.isEmpty else { return nil }
            if ListColumns[name] == nil { problems.append(Problem("column-\(index)", "There is no field of that name.")) }
            return name
        }
        if let words = ListReading.problem(of: options.mapping) { problems.append(Problem("column-0", words)) }
        options.skipsKnown = form["known"] == "skip"
        options.isStrict = !form["strict"].isEmpty
        let currency = form["currency"].uppercased()
        if currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) {
            options.currency = currency
        } else if !currency.isEmpty {
            problems.append(Problem("currency", "Write the currency as three letters, such as INR."))
        }
    }
}

/// Brings a table into the store as UTF-8 and guesses its columns.
enum ListOpening {
    /// Throws `Problem`-worthy words for people.
    struct Refused: Error { let words: String }

    static let mostColumns = 200

    static func open(_ table: URL, in files: FileStore) throws -> Import.Options {
        let copy = FileManager.default.temporaryDirectory.appending(path: "shortlist-table-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        var options = Import.Options()
        do { options.encoding = try TextImport.convert(table, to: copy).rawValue } catch TextImport.Refused.empty {
            throw Refused(words: "There is nothing in this file.")
        } catch TextImport.Refused.notText {
            throw Refused(words: "This is no table of text. In Excel, save it as “CSV UTF-8 (comma delimited)” and send that.")
        }
        let bytes = try Data(contentsOf: copy, options: .alwaysMapped)
        options.separator = SeparatedFile.separator(of: bytes)
        var file = SeparatedFile(bytes, separator: options.separator ?? 44)
        guard let first = file.next(1).first, !first.isBroken else { throw Refused(words: "The first line of this table cannot be read: look at its quotes.") }
        guard first.cells.count <= mostColumns else {
            throw Refused(words: "This table has \(first.cells.count) columns; at most \(mostColumns) can be brought in.")
        }
        options.hasNames = !first.cells.contains { EmailAddress($0) != nil }
        options.headers = options.hasNames ? first.cells : first.cells.indices.map { "Column \($0 + 1)" }
        if options.hasNames, file.next(1).isEmpty { throw Refused(words: "There are names of columns in this table, and no rows.") }
        options.mapping = ListColumns.guess(options.headers)
        options.file = try files.put(fileAt: copy).sha256
        return options
    }

    /// The first rows, as samples of what the columns hold.
    static func samples(_ options: Import.Options, _ most: Int, in files: FileStore) throws -> [[String]] {
        var fresh = options
        (fresh.place, fresh.row) = (0, 0)
        guard let name = fresh.file else { return [] }
        let bytes = try Data(contentsOf: try files.open(name), options: .alwaysMapped)
        var file = SeparatedFile(bytes, separator: fresh.separator ?? 44)
        if fresh.hasNames { _ = file.next(1) }
        return file.next(most).map(\.cells)
    }
}
