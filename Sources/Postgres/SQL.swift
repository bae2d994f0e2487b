/// A piece of SQL that is safe by construction: whatever is interpolated into it is bound as a parameter, never pasted.
///
/// It keeps its parts and numbers `$1, $2 …` once, at the end, so pieces compose; the same statement always renders to the
/// same text, which is what lets a connection keep it prepared.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Part: Sendable {
        case text(String)
        case bind(Binding)
    }

    private(set) var parts: [Part]

    package init(stringLiteral value: String) {
        parts = value.isEmpty ? [] : [.text(value)]
    }

    package init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    /// The way out of the safety: `text` is pasted as it stands, so it must never hold anything a user wrote.
    package init(raw text: String) {
        parts = [.text(text)]
    }

    package var isEmpty: Bool { parts.isEmpty }

    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    package static func += (left: inout SQL, right: SQL) {
        left.parts += right.parts
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.text(literal)) }
        }

        package mutating func appendInterpolation<Value: SQLValue>(_ value: Value) {
            parts.append(.bind(Binding(value)))
        }

        /// nil is NULL. (Spelled out, since the compiler warns of an optional in an interpolation that does not ask for one.)
        package mutating func appendInterpolation<Value: SQLValue>(_ value: Value?) {
            parts.append(.bind(Binding(value)))
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            parts += fragment.parts
        }

        package mutating func appendInterpolation(sql fragment: SQL) {
            parts += fragment.parts
        }

        /// Pasted as it stands: only for text from the program itself.
        package mutating func appendInterpolation(raw text: String) {
            parts.append(.text(text))
        }

        package mutating func appendInterpolation(identifier name: String) {
            parts.append(.text(SQL.quoted(identifier: name)))
        }
    }

    /// A name in double quotes, so that it can be nothing but a name. `schema.table` is quoted piece by piece.
    static func quoted(identifier name: String) -> String {
        name.split(separator: ".", omittingEmptySubsequences: false)
            .map { "\"" + $0.filter { $0 != "\0" }.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" }
            .joined(separator: ".")
    }
}

extension Sequence<SQL> {
    package func joined(_ separator: SQL = ", ") -> SQL {
        var sum: SQL = ""
        for (index, part) in enumerated() {
            if index > 0 { sum += separator }
            sum += part
        }
        return sum
    }
}

/// SQL as the server gets it: the text with its parameters numbered, and what is bound to them.
struct Rendered: Sendable {
    var text: String
    var bindings: [Binding]

    init(_ sql: SQL) {
        text = ""
        bindings = []
        for part in sql.parts {
            switch part {
            case .text(let piece): text += piece
            case .bind(let binding):
                bindings.append(binding)
                text += "$"
                text += String(bindings.count)
                if let cast = binding.cast {
                    text += "::"
                    text += cast
                }
            }
        }
    }
}

extension SQL: CustomStringConvertible {
    /// The statement without the values that are bound to it, so that it may be logged.
    package var description: String { Rendered(self).text }
}
