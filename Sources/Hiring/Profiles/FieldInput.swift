import Foundation
import Postgres
import Web

/// A field of a profile as a form shows it: made for its kind, with its hint, who said what stands there, and its problem.
struct FieldInput {
    let field: ProfileField
    /// What the input holds: what stands there, or what was typed.
    let text: String
    /// What stands there.
    let standing: String
    var problem: String?
    /// "from the résumé, 3 Nov 2026"
    var note: String?
    /// Before the name, so that two forms on a page do not share an id.
    var prefix = ""

    private var id: String { prefix + field.column }

    var html: HTML {
        """
        <div class="field\(isWide ? " wide" : "")"><label for="\(id)">\(field.label)</label>\(control)\
        <input type="hidden" name="was.\(field.column)" value="\(standing)">\(notes)</div>
        """
    }

    private var isWide: Bool { field.isLong || field.isList || field.column == "disability" }

    private var control: HTML {
        switch field.kind {
        case .longText: "<textarea rows=\"4\"\(common)>\n\(text)</textarea>"
        case .choice, .currency: select([("", field.kind == .currency ? "INR unless chosen" : "Not said")] + known.map { ($0, $0) })
        case .yesNo: select((mustBeSaid ? [] : [("", "Not said")]) + [("yes", "Yes"), ("no", "No")])
        case .notice: input(list: NoticeText.common.map { field.typed(.number($0)) })
        case .skills: input(suggest: "skills")
        case .list(_, let suggest): input(suggest: suggest)
        case .places: input(suggest: "cities", between: ";")
        case .phone: input(type: "tel", autocomplete: field.column == "phone" ? "tel" : nil)
        case .email: input(type: "email")
        case .link: input(mode: "url")
        case .wholeNumber: input(mode: "numeric")
        case .years: input(mode: "decimal")
        case .day: input(type: "date")
        case .pay: "<input type=\"text\" data-pay value=\"\(text)\"\(common)><output class=\"help\" for=\"\(id)\"></output>"
        case .text, .month: input()
        }
    }

    private var mustBeSaid: Bool { ["is_actively_searching", "is_current"].contains(field.column) }

    /// The choices, and what stands there where it is none of them.
    private var known: [String] { text.isEmpty || field.choices.contains(text) ? field.choices : field.choices + [text] }

    private func select(_ options: [(value: String, label: String)]) -> HTML {
        "<select\(common)>\(options.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == text)>\($0.label)</option>" })</select>"
    }

    private func input(type: String = "text", mode: String? = nil, autocomplete: String? = nil) -> HTML {
        "<input type=\"\(type)\" value=\"\(text)\"\(attribute: "inputmode", mode)\(attribute: "autocomplete", autocomplete)\(common)>"
    }

    private func input(list: [String]) -> HTML {
        """
        <input type="text" value="\(text)" list="\(id)-list" autocomplete="off"\(common)><datalist id="\(id)-list">\(list.html { "<option value=\"\($0)\">" })</datalist>
        """
    }

    /// A plain field with commas, which a script makes quicker.
    private func input(suggest: String?, between: String = ",") -> HTML {
        "<input type=\"text\" value=\"\(text)\"\(attribute: "data-suggest", suggest.map { "/suggest/\($0)" })\(attribute: "data-suggest-many", suggest.map { _ in between })\(common)>"
    }

    private var common: HTML {
        let described = [field.hint.map { _ in "\(id)-help" }, problem.map { _ in "\(id)-problem" }].compactMap(\.self).joined(separator: " ")
        return
            " id=\"\(id)\" name=\"\(field.column)\"\(attribute: "aria-invalid", problem.map { _ in "true" })\(attribute: "aria-describedby", described.isEmpty ? nil : described)"
    }

    private var notes: HTML {
        """
        \(field.hint.map { text in "<p class=\"help\" id=\"\(id)-help\">\(text)</p>" as HTML })\
        \(problem.map { text in "<p class=\"problem\" id=\"\(id)-problem\">\(text)</p>" as HTML })\
        \(note.map { text in "<p class=\"said\">\(text)</p>" as HTML })
        """
    }
}
