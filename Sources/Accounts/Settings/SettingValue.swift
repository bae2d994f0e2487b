import Foundation
import Web

/// A value of a setting, as JSON has it.
package enum SettingValue: Sendable, Hashable {
    case truth(Bool)
    case number(Int)
    case text(String)
    case list([SettingValue])
    case object([String: SettingValue])
    /// What no setting takes: null, or a number that is not whole.
    case other

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var texts: [String]? {
        guard case .list(let values) = self else { return nil }
        let texts = values.compactMap(\.text)
        return texts.count == values.count ? texts : nil
    }
    package var members: [String: SettingValue]? { if case .object(let members) = self { members } else { nil } }

    /// As people read it: `on`, `14`, a text as it is, a list with commas; an object by its members.
    package var words: String {
        switch self {
        case .truth(let isOn): isOn ? "on" : "off"
        case .number(let number): String(number)
        case .text(let text): text.isEmpty ? "empty" : text
        case .list(let values): values.isEmpty ? "none" : values.map(\.words).joined(separator: ", ")
        case .object(let members): members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.words)" }.joined(separator: "; ")
        case .other: "nothing that a setting takes"
        }
    }

    package var json: String { (try? String(decoding: JSON.encode(self), as: UTF8.self)) ?? "null" }
}

extension SettingValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self =
            if let value = try? container.decode(Bool.self) {
                .truth(value)
            } else if let value = try? container.decode(Int.self) {
                .number(value)
            } else if let value = try? container.decode(String.self) {
                .text(value)
            } else if let value = try? container.decode([SettingValue].self) {
                .list(value)
            } else if let value = try? container.decode([String: SettingValue].self) {
                .object(value)
            } else {
                .other
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .truth(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        case .other: try container.encodeNil()
        }
    }

    package init(json: String) { self = (try? JSONDecoder().decode(SettingValue.self, from: Data(json.utf8))) ?? .other }

    init(encoding value: some Encodable) {
        self = (try? JSONEncoder().encode(value)).map { SettingValue(json: String(decoding: $0, as: UTF8.self)) } ?? .other
    }

    func decoded<Value: Decodable>(as _: Value.Type) -> Value? {
        (try? JSONEncoder().encode(self)).flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
    }
}
