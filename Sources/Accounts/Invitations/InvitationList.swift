import Web

/// Somebody who is to be invited.
package struct Invitee: Sendable, Equatable {
    package let name: String
    package let email: EmailAddress
    package let role: UserRole

    package init(name: String, email: EmailAddress, role: UserRole) { (self.name, self.email, self.role) = (name, email, role) }
}

/// A pasted list or a spreadsheet's file, read: a line each of name, e-mail and role in any order of columns under a header, in this order
/// without one, or as mail programs write people: `Asha Rao <asha@example.com>`.
struct InvitationList: Sendable, Equatable {
    static let most = 500
    static let mostBytes = 256 << 10

    struct Line: Sendable, Equatable {
        let number: Int
        let text: String
        let invitee: Invitee?
        /// Why it is left out; nil where it can be invited.
        let problem: String?
    }

    var lines: [Line] = []
    /// What is wrong with all of it.
    var problem: String?

    private enum Column: CaseIterable {
        case name, email, role

        static func named(_ text: String) -> Column? {
            switch text.lowercased() {
            case "name", "full name", "full_name", "fullname", "person": .name
            case "e-mail", "email", "mail", "e-mail address", "email address", "address": .email
            case "role": .role
            default: nil
            }
        }
    }

    /// - Parameter role: of lines that name none.
    init(_ text: String, role: UserRole) {
        do { lines = try Self.read(text, role) } catch { problem = error.words }
    }

    private struct Unreadable: Error { let words: String }

    private static func read(_ text: String, _ role: UserRole) throws(Unreadable) -> [Line] {
        guard text.utf8.count <= mostBytes else { throw Unreadable(words: "This list is longer than \(mostBytes >> 10) kB. Send it in parts.") }
        var rows = SeparatedText.lines(text)
        guard let first = rows.first else { throw Unreadable(words: "Write a line for each person: name, e-mail, role.") }
        let header = first.fields.map(Column.named), hasHeader = header.contains(.email)
        if hasHeader { rows.removeFirst() }
        guard rows.count <= most else { throw Unreadable(words: "This list has \(rows.count) lines; at most \(most) go at once.") }
        guard !rows.isEmpty else { throw Unreadable(words: "There is a header and nothing under it.") }
        let columns = hasHeader ? header : [.name, .email, .role]
        var seen: [String: Int] = [:], lines: [Line] = []
        for row in rows { lines.append(line(row, columns, role, &seen)) }
        return lines
    }

    private static func line(_ row: SeparatedText.Line, _ columns: [Column?], _ role: UserRole, _ seen: inout [String: Int]) -> Line {
        let text = String(row.fields.joined(separator: ", ").prefix(200))
        func wrong(_ problem: String) -> Line { Line(number: row.number, text: text, invitee: nil, problem: problem) }
        if row.isBroken { return wrong("A quote is opened and never closed.") }
        var name = "", address = "", roleText = ""
        if let person = addressed(row.fields) {
            (name, address, roleText) = person
        } else {
            for (column, field) in zip(columns, row.fields) {
                switch column {
                case .name?: name = field
                case .email?: address = field
                case .role?: roleText = field
                case nil: break
                }
            }
        }
        if name.isEmpty { return wrong("The name is missing.") }
        if name.unicodeScalars.count > 200 { return wrong("This name is longer than 200 characters.") }
        guard let email = EmailAddress(address) else {
            return wrong(address.isEmpty ? "The e-mail is missing." : "“\(address.prefix(80))” is no e-mail address.")
        }
        guard let role = roleText.isEmpty ? role : UserRole(rawValue: roleText.uppercased()), role.isStaff else {
            return wrong("The role may be ADMIN, MANAGER, RECRUITER or SALES.")
        }
        if let before = seen[email.key] { return wrong("Line \(before) has this address already.") }
        seen[email.key] = row.number
        return Line(number: row.number, text: text, invitee: Invitee(name: name, email: email, role: role), problem: nil)
    }

    /// `Name <mail>`, with a role behind it or none.
    private static func addressed(_ fields: [String]) -> (String, String, String)? {
        guard let first = fields.first, first.hasSuffix(">"), let open = first.lastIndex(of: "<") else { return nil }
        let name = first[..<open].trimmingSpaces, address = first[first.index(after: open)...].dropLast().trimmingSpaces
        return (name.isEmpty ? String(address.prefix { $0 != "@" }) : name, address, fields.count > 1 ? fields[1] : "")
    }

    /// The good lines as they are sent again with the second click: what was read, in one form.
    static func text(of people: [Invitee]) -> String {
        let lines = people.map { "\"\($0.name.replacing("\"", with: "\"\""))\",\($0.email.text),\($0.role.rawValue)" }
        return (["name,e-mail,role"] + lines).joined(separator: "\n")
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
