import Accounts
import Foundation
import Postgres
import Synchronization
import Web

/// One row of a table as a person of the database, or why it is none.
struct ListRow: Sendable {
    let number: Int
    /// Its first words, for telling it from others.
    let name: String
    var fullName = ""
    var keys = KnownPeople.Keys()
    /// In the order of the reading's columns, as PostgreSQL reads them; nil where the row says nothing.
    var values: [String?] = []
    var company: String?
    var tags: [String] = []
    /// The row is no person: nothing of it is taken.
    var failure: String?
    /// What of it could not be read and is left out.
    var omissions: [String] = []
    /// As it stands in the table, for whoever mends it.
    let cells: [String]
}

/// Reads rows of a table by a mapping of its columns. Pure: the same row gives the same person.
struct ListReading: Sendable {
    /// Of the profile, that the table fills.
    let columns: [ProfileField]
    private let mapping: [ProfileField?]
    private let places: [Int?]
    private let headers: [String]
    private let context: FieldContext
    private let isStrict: Bool
    private let memory = Memory()

    init(_ options: Import.Options) {
        let fields = options.mapping.map { name in name.flatMap { ListColumns[$0] } }
        let columns = fields.compactMap(\.self).filter { !ListColumns.special.contains($0.column) }
        self.columns = columns
        mapping = fields
        places = fields.map { field in field.flatMap { columns.firstIndex(of: $0) } }
        headers = options.headers
        context = FieldContext(currency: options.currency)
        isStrict = options.isStrict
    }

    /// Whether rows can be people at all.
    static func problem(of mapping: [String?]) -> String? {
        let named = mapping.compactMap(\.self)
        if let twice = Dictionary(grouping: named, by: { $0 }).first(where: { $0.value.count > 1 })?.key {
            return "Two columns fill “\(ListColumns[twice]?.label ?? twice)”: leave one of them out."
        }
        if !Set(named).isDisjoint(with: ["full_name", "first_name", "last_name", "email"]) { return nil }
        return "Say which column holds the name, or the e-mail: without either a row is nobody."
    }

    func row(_ record: SeparatedFile.Record) -> ListRow {
        let words = record.cells.first { !$0.isEmpty } ?? ""
        var row = ListRow(number: record.number, name: String(words.prefix(100)), cells: record.cells)
        guard !record.isBroken else { row.failure = "A quote is opened in this line and never closed."; return row }
        guard record.cells.count <= mapping.count || record.cells[mapping.count...].allSatisfy(\.isEmpty) else {
            row.failure = "It has \(record.cells.count) cells, and the table has \(mapping.count) columns: is a comma missing its quotes?"
            return row
        }
        row.values = Array(repeating: nil, count: columns.count)
        var first = "", last = ""
        for (index, cell) in record.cells.prefix(mapping.count).enumerated() {
            guard !cell.isEmpty, let field = mapping[index] else { continue }
            switch field.column {
            case "first_name": first = cell
            case "last_name": last = cell
            default: take(cell, field, at: index, &row)
            }
        }
        if row.fullName.isEmpty { row.fullName = Self.name("\(first) \(last)") }
        return settled(row)
    }

    private func take(_ cell: String, _ field: ProfileField, at index: Int, _ row: inout ListRow) {
        guard let place = places[index] else { return takeSpecial(cell, field, at: index, &row) }
        switch value(of: cell, field, at: index) {
        case .success(let value): row.values[place] = value
        case .failure(let problem): row.omissions.append("\(field.label): \(problem.message)")
        }
        if field.column == "phone" { row.keys.phone = row.values[place] }
        if field.column == "linkedin_url" { row.keys.linkedIn = row.values[place] }
    }

    /// What is no column of the profile.
    private func takeSpecial(_ cell: String, _ field: ProfileField, at index: Int, _ row: inout ListRow) {
        let text = prepared(cell, field, at: index)
        guard !text.isEmpty else { return }
        switch field.column {
        case "full_name": row.fullName = Self.name(text)
        case "email": takeEmail(text, &row)
        case "current_company": row.company = String(text.prefix(300))
        case "tags": row.tags = ListTags.read(text)
        default: break
        }
    }

    /// Cities, notice periods and amounts repeat: each text of such a column is read once.
    private func value(of cell: String, _ field: ProfileField, at index: Int) -> Result<String?, Problem> {
        switch field.kind {
        case .phone, .email, .link, .longText, .skills: parsed(cell, field, at: index)
        default: memory.value(of: cell, in: index) { parsed(cell, field, at: index) }
        }
    }

    private func parsed(_ cell: String, _ field: ProfileField, at index: Int) -> Result<String?, Problem> {
        let text = prepared(cell, field, at: index)
        return text.isEmpty ? .success(nil) : field.parse(text, context).map { $0.isEmpty ? nil : Self.written($0) }
    }

    private func prepared(_ cell: String, _ field: ProfileField, at index: Int) -> String {
        ListColumns.prepared(cell, of: field, under: index < headers.count ? headers[index] : "")
    }

    /// Of several in one cell the first counts.
    private func takeEmail(_ text: String, _ row: inout ListRow) {
        let first = text.split { ",; /".contains($0) }.first.map(String.init) ?? text
        row.keys.email = EmailAddress(first.utf8.contains(UInt8(ascii: ":")) ? first.replacing("mailto:", with: "") : first)
        if row.keys.email == nil { row.failure = "“\(text.prefix(60))” is no e-mail address." }
    }

    private func settled(_ row: ListRow) -> ListRow {
        var row = row
        if row.fullName.isEmpty, let email = row.keys.email { row.fullName = Self.name(email.text.prefix { $0 != "@" }.replacing(".", with: " ")) }
        if row.failure == nil, row.fullName.isEmpty { row.failure = "It has neither a name nor an e-mail." }
        if row.failure == nil, row.fullName.unicodeScalars.count > 200 { row.failure = "The name is longer than 200 characters." }
        if row.failure == nil, isStrict, !row.omissions.isEmpty { row.failure = row.omissions.joined(separator: " ") }
        return row
    }

    private static func name(_ text: some StringProtocol) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// What the texts of each column were read as, for the threads that read rows.
    private final class Memory: Sendable {
        private static let most = 50_000
        private let known = Mutex<[Key: Result<String?, Problem>]>([:])

        private struct Key: Hashable {
            let column: Int
            let text: String
        }

        func value(of text: String, in column: Int, reading: () -> Result<String?, Problem>) -> Result<String?, Problem> {
            let key = Key(column: column, text: text)
            if let value = known.withLock({ $0[key] }) { return value }
            let value = reading()
            known.withLock { known in
                if known.count >= Self.most { known.removeAll() }
                known[key] = value
            }
            return value
        }
    }

    /// As PostgreSQL reads the column's type from text.
    private static func written(_ value: ProfileValue) -> String? {
        switch value {
        case .nothing: nil
        case .text(let text): text
        case .texts(let texts): json(texts)
        case .number(let number): String(number)
        case .decimal(let decimal): String(decimal)
        case .flag(let flag): flag ? "true" : "false"
        case .day(let day): day.description
        }
    }

    private static func json(_ texts: [String]) -> String {
        var out: [UInt8] = []
        Term.list(texts.map(Term.text)).write(to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}

enum ListTags {
    /// In small letters, each at most 40 characters; what is longer is cut.
    static func read(_ text: String) -> [String] {
        var seen: Set<String> = []
        return text.split { ",;|\n".contains($0) }.map { tag in
            String(tag.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased().unicodeScalars.prefix(40).map(Character.init))
        }.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(20).map(\.self)
    }
}
