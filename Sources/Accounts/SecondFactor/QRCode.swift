internal import CQRCode
import Web

/// A QR code as a picture of one path, which stays crisp at every size.
enum QRCode {
    /// Dark on white in both themes, since many cameras read no light code on a dark ground. nil where the text is too long (2,331 bytes).
    static func picture(of text: String, label: String) -> HTML? {
        guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width), quiet = 4
        let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
        let side = width + 2 * quiet
        // Three pixels a module, so that each is as wide as the next.
        return """
            <svg class="qr" role="img" aria-label="\(label)" width="\(3 * side)" height="\(3 * side)" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <path fill="#ffffff" d="M0 0h\(side)v\(side)H0z"/><path fill="#000000" d="\(path(modules, width: width, quiet: quiet))"/></svg>
            """
    }

    /// A rectangle for every run of dark modules in a line. The lowest bit of a module is its colour.
    private static func path(_ modules: UnsafeBufferPointer<UInt8>, width: Int, quiet: Int) -> String {
        var path = ""
        for y in 0..<width {
            var x = 0
            while x < width {
                let start = x
                while x < width, modules[y * width + x] & 1 == 1 { x += 1 }
                if x > start { path += "M\(start + quiet) \(y + quiet)h\(x - start)v1h-\(x - start)z" } else { x += 1 }
            }
        }
        return path
    }
}
