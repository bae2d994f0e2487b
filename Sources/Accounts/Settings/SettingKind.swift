import Foundation
import Web

/// What a setting may hold.
package indirect enum SettingKind: Sendable {
    case truth
    /// `also`: one more number that means something of its own, such as 0 for ever.
    case number(ClosedRange<Int>, also: Int? = nil)
    /// Of so many characters.
    case text(ClosedRange<Int>, isLong: Bool = false)
    case choice([SettingChoice])
    /// Any of them, each once.
    case choices([SettingChoice])
    case texts(most: Int, longest: Int)
    case object([SettingField])
    /// Kept sealed and never shown again.
    case secret(longest: Int)
    /// Set by the program alone.
    case mark

    package var isSecret: Bool { if case .secret = self { true } else { false } }
    package var isMark: Bool { if case .mark = self { true } else { false } }
}

package struct SettingChoice: Sendable {
    package let value: String
    package let words: String

    init(_ value: String, _ words: String) { (self.value, self.words) = (value, words) }
}

/// One member of a setting that is an object.
package struct SettingField: Sendable {
    package let name: String
    package let title: String
    package let description: String
    package let kind: SettingKind

    init(_ name: String, _ title: String, _ kind: SettingKind, _ description: String) {
        (self.name, self.title, self.kind, self.description) = (name, title, kind, description)
    }
}

extension SettingKind {
    /// What would be right, as a sentence.
    package var demand: String {
        switch self {
        case .truth, .mark: "It is true or false."
        case .number(let range, nil): "Write a whole number from \(range.lowerBound) to \(range.upperBound)."
        case .number(let range, let also?): "Write a whole number from \(range.lowerBound) to \(range.upperBound), or \(also)."
        case .text(let range, _) where range.lowerBound == 0: "Write a text of at most \(range.upperBound) characters."
        case .text(let range, _): "Write a text of \(range.lowerBound) to \(range.upperBound) characters."
        case .choice(let choices): "Choose one of \(choices.map(\.value).joined(separator: ", "))."
        case .choices(let choices): "Choose from \(choices.map(\.value).joined(separator: ", ")), each at most once."
        case .texts(let most, let longest): "Write at most \(most) texts, each of at most \(longest) characters, with commas between them."
        case .object(let fields): "It has the members \(fields.map(\.name).joined(separator: ", "))."
        case .secret(let longest): "Write a text of 1 to \(longest) characters."
        }
    }

    /// Its type in a word or two, for the list of all settings.
    package var typeWords: String {
        switch self {
        case .truth: "boolean"
        case .number(let range, let also): "whole number, \(range.lowerBound) to \(range.upperBound)\(also.map { ", or \($0)" } ?? "")"
        case .text(let range, _): "text, at most \(range.upperBound) characters"
        case .choice(let choices): "one of \(choices.map(\.value).joined(separator: ", "))"
        case .choices(let choices): "list, any of \(choices.map(\.value).joined(separator: ", "))"
        case .texts(let most, _): "list of at most \(most) texts"
        case .object(let fields): "object with " + fields.map { "\($0.name) (\($0.kind.typeWords))" }.joined(separator: "; ")
        case .secret: "secret, kept sealed and never shown"
        case .mark: "boolean, set by the program alone"
        }
    }

    /// Every problem of a value, each at its place: the key, or `KEY.member`. Quotes nothing of the value.
    func problems(with value: SettingValue, at place: String) -> [Problem] {
        if case .object(let fields) = self { return problems(with: value, of: fields, at: place) }
        return accepts(value) ? [] : [Problem(place, demand)]
    }

    private func problems(with value: SettingValue, of fields: [SettingField], at place: String) -> [Problem] {
        guard let members = value.members, Set(members.keys).isSubset(of: fields.map(\.name)) else { return [Problem(place, demand)] }
        return fields.flatMap { field -> [Problem] in
            guard let member = members[field.name] else { return [Problem("\(place).\(field.name)", "\(field.title) is missing. \(field.kind.demand)")] }
            return field.kind.problems(with: member, at: "\(place).\(field.name)")
        }
    }

    private func accepts(_ value: SettingValue) -> Bool {
        switch (self, value) {
        case (.truth, .truth), (.mark, .truth): true
        case (.number(let range, let also), .number(let number)): range.contains(number) || number == also
        case (.text(let range, let isLong), .text(let text)): range.contains(text.unicodeScalars.count) && (isLong || text.isOneLine)
        case (.choice(let choices), .text(let text)): choices.contains { $0.value == text }
        case (.choices(let choices), .list):
            value.texts.map { texts in Set(texts).count == texts.count && Set(texts).isSubset(of: choices.map(\.value)) } ?? false
        case (.texts(let most, let longest), .list):
            value.texts.map { texts in texts.count <= most && texts.allSatisfy { (1...longest).contains($0.unicodeScalars.count) && $0.isOneLine } } ?? false
        case (.secret(let longest), .text(let text)): (1...longest).contains(text.unicodeScalars.count) && text.isOneLine
        default: false
        }
    }

    /// What a form says of it, for `problems` to judge: a text that is no number stays a text.
    /// - Parameter name: of the field; an object's members are `name.member`.
    func value(in form: Form, named name: String) -> SettingValue {
        switch self {
        case .truth, .mark:
            switch form[name].lowercased() {
            case "true", "yes", "on", "1": return .truth(true)
            case "false", "no", "off", "0": return .truth(false)
            default: return .text(form[name])
            }
        case .number: return Int(form[name]).map { .number($0) } ?? .text(form[name])
        case .text, .choice, .secret: return .text(form[name])
        case .choices: return .list(form.all(name).filter { !$0.isEmpty }.map { .text($0) })
        case .texts:
            let pieces = form.all(name).flatMap { $0.split { ",\n".contains($0) } }
            return .list(pieces.map { .text($0.trimmingCharacters(in: .whitespaces)) }.filter { $0 != .text("") })
        case .object(let fields):
            return .object(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.kind.value(in: form, named: "\(name).\($0.name)")) }))
        }
    }
}

extension String {
    fileprivate var isOneLine: Bool { unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x2028 && $0.value != 0x2029 } }
}
