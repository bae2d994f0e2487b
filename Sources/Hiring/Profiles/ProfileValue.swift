package import Postgres

/// What a field of a profile holds, whichever field it is: the form, the database, the copy of everything and a merge all speak of it.
///
/// As JSON it is what a person would write: `null`, a text, a list of texts, a number, `true`. Days are texts; `ProfileField.fitting` tells
/// them from other texts when one comes back.
package enum ProfileValue: Sendable, Hashable {
    case nothing
    case text(String)
    case texts([String])
    case number(Int)
    /// With one place after the point: years of experience.
    case decimal(Double)
    case flag(Bool)
    case day(CalendarDate)

    /// Whether nothing is said; an empty list says nothing.
    package var isEmpty: Bool {
        switch self {
        case .nothing: true
        case .text(let text): text.isEmpty
        case .texts(let texts): texts.isEmpty
        default: false
        }
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var texts: [String] { if case .texts(let texts) = self { texts } else { [] } }
    var isOfTexts: Bool { if case .texts = self { true } else { false } }
    package var number: Int? { if case .number(let number) = self { number } else { nil } }
    package var decimal: Double? { if case .decimal(let value) = self { value } else { nil } }
    package var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    package var day: CalendarDate? { if case .day(let day) = self { day } else { nil } }
}

extension ProfileValue: Codable {
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .nothing
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if let decimal = try? value.decode(Double.self) {
            self = .decimal(decimal)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else {
            self = .texts(try value.decode([String].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .nothing: try value.encodeNil()
        case .text(let text): try value.encode(text)
        case .texts(let texts): try value.encode(texts)
        case .number(let number): try value.encode(number)
        case .decimal(let decimal): try value.encode(decimal)
        case .flag(let flag): try value.encode(flag)
        case .day(let day): try value.encode(day.description)
        }
    }
}
