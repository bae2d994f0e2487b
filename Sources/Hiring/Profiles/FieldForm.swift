import Foundation
import Postgres
import Web

/// What a form says about some fields of a profile: what is right in it, and every problem at once.
///
/// With each field the form sends what stood there when it was opened (`was.phone`). By that it is known what was touched, and whether
/// somebody else wrote to the same field since: their value is then shown, and saving once more is a decision. Other fields merge in silence.
struct FieldForm {
    private(set) var said: Profile.Said = []
    private(set) var problems: [Problem] = []

    /// - Parameters:
    ///   - now: what stands in a field at this moment.
    ///   - isStale: whether it was read before the last change, where the form does not send what stood there.
    init(
        _ sent: Form, _ fields: [ProfileField], now: (ProfileField) -> ProfileValue, currency: String, isStale: Bool = false, today: CalendarDate
    ) {
        var context = FieldContext(currency: currency, today: today)
        for field in fields where sent.has(field) {
            let text = sent.text(of: field), current = now(field), standing = FormText.clean(field.typed(current, currency: currency))
            let was = sent.was(field)
            guard text != was, text != standing else { continue }
            switch field.parse(text, context) {
            case .failure(let problem): problems.append(problem)
            case .success(let value):
                if field.kind == .currency, let code = value.text { context.currency = code }
                if value == current { continue }
                if was.map({ $0 != standing }) ?? isStale {
                    problems.append(Problem(field.column, Self.conflict(field, current, currency)))
                } else {
                    said.append((field, value))
                }
            }
        }
    }

    private static func conflict(_ field: ProfileField, _ current: ProfileValue, _ currency: String) -> String {
        let now = field.shown(current, currency: currency).map { "changed it to “\($0.prefix(200))”" } ?? "emptied it"
        return "\(field.label): somebody else \(now) in the meantime. Saving once more puts yours over it."
    }
}

extension Form {
    func has(_ field: ProfileField) -> Bool { !all(field.column).isEmpty }
    /// A JSON array becomes a line for each of its texts.
    func text(of field: ProfileField) -> String { all(field.column).joined(separator: "\n") }
    func was(_ field: ProfileField) -> String? { all("was.\(field.column)").first }
}
