internal import Foundation

#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// What the named styles of an office file look like, as far as reading needs it: weight and size, with their ancestors.
final class OfficeStyles {
    private struct Style {
        var bold: Bool?
        var size: Double?
        var parent: String?
    }

    private var styles: [String: Style] = [:]
    private var open: String?

    /// Weight and size of a style, its own or inherited.
    func look(of name: String) -> (bold: Bool?, size: Double?)? {
        guard styles[name] != nil else { return nil }
        var look: (bold: Bool?, size: Double?) = (nil, nil)
        for style in line(of: name).compactMap({ styles[$0] }) {
            look.bold = look.bold ?? style.bold
            look.size = look.size ?? style.size
        }
        return look
    }

    /// The named style behind one that a program made up on its way (`P12` of `Heading 1`).
    func ancestor(of name: String) -> String {
        line(of: name).first { name in
            let plain = name.lowercased()
            return ["title", "heading", "list", "name"].contains { plain.hasPrefix($0) }
        } ?? name
    }

    private func line(of name: String) -> [String] {
        var line = [name]
        while let parent = styles[line[line.count - 1]]?.parent, !line.contains(parent), line.count < 12 { line.append(parent) }
        return line
    }

    /// OpenDocument: `style:style` opens one, `style:text-properties` says how its letters look.
    func read(_ element: String, _ attributes: [String: String]) {
        if element == "style:text-properties" {
            guard let open else { return }
            if let weight = attributes["fo:font-weight"] { styles[open]?.bold = weight == "bold" || (Int(weight) ?? 0) >= 600 }
            if let size = attributes["fo:font-size"], size.hasSuffix("pt") { styles[open]?.size = Double(size.dropLast(2)) }
        } else if let name = attributes["style:name"] {
            open = name
            styles[name] = Style(parent: attributes["style:parent-style-name"])
        } else {
            open = nil
        }
    }

    /// Word: `w:style` opens one; weight, size and parent are elements within it.
    func readWord(_ element: String, _ attributes: [String: String]) {
        let value = attributes["w:val"]
        switch element {
        case "w:style":
            open = attributes["w:styleId"]
            if let open { styles[open] = Style() }
        case "w:basedOn": if let open { styles[open]?.parent = value }
        case "w:b": if let open { styles[open]?.bold = !["0", "false"].contains(value ?? "1") }
        case "w:sz": if let open, let size = Double(value ?? "") { styles[open]?.size = size / 2 }
        default: break
        }
    }
}

/// Reads a file of styles alone.
final class StyleReader: NSObject, XMLParserDelegate {
    private let styles: OfficeStyles

    init(_ styles: OfficeStyles) {
        self.styles = styles
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if element.hasPrefix("w:") { styles.readWord(element, attributes) } else if element.hasPrefix("style:") { styles.read(element, attributes) }
    }
}
