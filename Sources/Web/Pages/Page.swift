package import Foundation

/// A page between handler and browser.
package struct Page: Sendable {
    package enum Frame: Sendable, Hashable {
        /// With the rail of the people who work here; `current` is the entry that is lit.
        case desk(current: String)
        case `public`
        /// A short page of one column: sign in, errors.
        case narrow
    }

    package var title: String
    package var frame: Frame
    package var body: HTML
    package var description: String?
    /// The one address of this page, for search engines.
    package var canonical: Link?
    package var isIndexed: Bool
    /// JSON-LD, encoded; written so that it cannot end its element.
    package var structuredData: Data?

    package init(
        _ title: String, frame: Frame, description: String? = nil, canonical: Link? = nil, isIndexed: Bool = false, structuredData: Data? = nil,
        body: HTML
    ) {
        self.title = title
        self.frame = frame
        self.body = body
        self.description = description
        self.canonical = canonical
        self.isIndexed = isIndexed
        self.structuredData = structuredData
    }
}

extension Page {
    /// The whole document.
    func document(for ask: Ask) -> HTML {
        let site = ask.site
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) · \(site.name)</title>\(description.map { text in "<meta name=\"description\" content=\"\(text)\">" as HTML })\
            \(canonical.map { link in "<link rel=\"canonical\" href=\"\(site.url(link))\">" as HTML })\
            \(isIndexed ? HTML.empty : "<meta name=\"robots\" content=\"noindex\">")
            <link rel="icon" type="image/svg+xml" href="\(site.assets.link("icon.svg"))"><link rel="stylesheet" href="\(site.assets.link("shortlist.css"))">\
            <script type="module" src="\(site.assets.link("app.js"))"></script>\(structuredData.map(Self.script))</head>
            <body>\(site.frames(ask, self))</body></html>
            """
    }

    /// `<`, `>` and `&` become JSON escapes: no text in the data can end the element or open a comment. By bytes, so that no mark that
    /// melts with its neighbour into one character can hide it.
    private static func script(_ json: Data) -> HTML {
        var bytes = Array("<script type=\"application/ld+json\">".utf8)
        bytes.reserveCapacity(json.count + 64)
        for byte in [UInt8](json) {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "\\u0026".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "\\u003c".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "\\u003e".utf8)
            default: bytes.append(byte)
            }
        }
        return HTML(bytes: bytes + Array("</script>".utf8))
    }
}
