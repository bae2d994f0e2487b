import Web

/// What stands around a page.
enum Frames {
    static func around(_ ask: Ask, _ page: Page) -> HTML {
        """
        <a class="skip" href="#content">To the content</a><div class="public\(page.frame == .narrow ? " narrow" : "")"><header>\
        <a class="brand" href="\(Link("jobs"))">\(mark)\(ask.site.name)</a><nav class="small" aria-label="Main"><a href="\(Link("jobs"))">All jobs</a></nav></header>\
        \(ask.flash.map { flash in "<p class=\"flash \(flash.kind.rawValue)\" role=\"status\">\(flash.text)</p>" as HTML })\
        <div id="content" tabindex="-1">\(page.body)</div></div>
        """
    }

    private static let mark: HTML = """
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M2 4h14M2 9h9M2 14h5" stroke="currentColor" \
        stroke-width="2.4" stroke-linecap="round" fill="none"/><path d="m11 13.5 2 2 3.5-4.5" stroke="currentColor" stroke-width="2.2" \
        stroke-linecap="round" stroke-linejoin="round" fill="none"/></svg>
        """
}
