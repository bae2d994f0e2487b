/// A field of a form: label above, help below, its problem in its place, all tied together for screen readers.
package struct Field: Sendable {
    package var name: String
    package var label: String
    package var value: String
    package var help: String?
    package var problem: String?
    package var isRequired: Bool

    package init(_ name: String, _ label: String, value: String = "", help: String? = nil, problems: [Problem] = [], isRequired: Bool = false) {
        self.name = name
        self.label = label
        self.value = value
        self.help = help
        self.problem = problems.first { $0.field == name }?.message
        self.isRequired = isRequired
    }

    package func input(type: String = "text", autocomplete: String? = nil, inputMode: String? = nil) -> HTML {
        wrapped("<input type=\"\(type)\" value=\"\(value)\"\(attribute: "autocomplete", autocomplete)\(attribute: "inputmode", inputMode)\(common)>")
    }

    package func textarea(rows: Int = 4) -> HTML { wrapped("<textarea rows=\"\(rows)\"\(common)>\n\(value)</textarea>") }

    package func select(_ options: [(value: String, label: String)]) -> HTML {
        wrapped("<select\(common)>\(options.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == value)>\($0.label)</option>" })</select>")
    }

    /// - Parameter endings: what the browser offers to choose from, such as `.pdf,.docx`.
    package func file(endings: String) -> HTML { wrapped("<input type=\"file\" accept=\"\(endings)\"\(common)>") }

    /// A box to tick, its label behind it; ticked where `value` holds anything.
    package func check() -> HTML {
        "<div class=\"field check\"><input type=\"checkbox\" value=\"yes\"\(flag: "checked", !value.isEmpty)\(common)><label for=\"\(name)\">\(label)</label>\(notes)</div>"
    }

    private var common: HTML {
        let described = [help.map { _ in "\(name)-help" }, problem.map { _ in "\(name)-problem" }].compactMap(\.self).joined(separator: " ")
        return
            " id=\"\(name)\" name=\"\(name)\"\(flag: "required", isRequired)\(attribute: "aria-invalid", problem.map { _ in "true" })\(attribute: "aria-describedby", described.isEmpty ? nil : described)"
    }

    private func wrapped(_ control: HTML) -> HTML {
        """
        <div class="field"><label for="\(name)">\(label)</label>\(control)\(notes)</div>
        """
    }

    private var notes: HTML {
        """
        \(help.map { text in "<p class=\"help\" id=\"\(name)-help\">\(text)</p>" as HTML })\
        \(problem.map { text in "<p class=\"problem\" id=\"\(name)-problem\">\(text)</p>" as HTML })
        """
    }
}
