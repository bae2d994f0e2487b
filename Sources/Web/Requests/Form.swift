import Foundation
import Hummingbird
import NIOCore

package enum FormText {
    /// Without surrounding white space and signs that steer a terminal; line ends as `\n`. Names are shown there too, and no field is to colour or move it.
    package static func clean(_ text: String) -> String {
        String(text.unicodeScalars.filter { !steersTerminal($0) }).replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// NUL, escape and the like (C0, DEL and C1); not tabs and ends of lines.
    private static func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0...0x1F, 0x7F...0x9F: true
        default: false
        }
    }
}

/// The fields of a form that a browser sent, or the members of a JSON object sent to `/api/v1`.
package struct Form: Sendable {
    /// Cleaned once: a field is asked for more than once, and may be long.
    private var values: [String: [String]] = [:]
    private var files: [String: [UploadedFile]] = [:]

    package init(_ pairs: [(String, String)], files: [String: [UploadedFile]] = [:]) {
        self.files = files
        for (name, value) in pairs { values[name, default: []].append(FormText.clean(value)) }
    }

    /// Trimmed; empty where the field is missing.
    package subscript(_ name: String) -> String { values[name]?.first ?? "" }
    /// Present where `form(upload:)` was asked for and the visitor chose one.
    package func file(_ name: String) -> UploadedFile? { files[name]?.first }
    /// All that the visitor chose, in their order.
    package func files(_ name: String) -> [UploadedFile] { files[name, default: []] }
    /// The first value of every field.
    package var firstValues: [String: String] { values.compactMapValues(\.first) }
    /// The same with one field set to something else.
    package func setting(_ name: String, _ value: String) -> Form {
        var copy = self
        copy.values[name] = [FormText.clean(value)]
        return copy
    }

    package func all(_ name: String) -> [String] { values[name, default: []] }

    /// `a=b&c=d`, percent-encoded, `+` for a space.
    package init(urlencoded body: String) {
        let pairs = body.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count == 2 ? Self.decoded(parts[1]) : "")
        }
        self.init(pairs)
    }

    /// One object of strings, numbers, booleans and arrays of strings.
    init(json: Data) throws(Refusal) {
        guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else { throw .malformed("The body is not a JSON object.") }
        var pairs: [(String, String)] = []
        for (name, value) in object {
            switch value {
            case let text as String: pairs.append((name, text))
            case let texts as [String]: pairs += texts.map { (name, $0) }
            case let number as NSNumber: pairs.append((name, number.stringValue))
            default: throw .malformed("The member “\(name)” is not a text, a number or an array of texts.")
            }
        }
        self.init(pairs)
    }

    private static func decoded(_ text: Substring) -> String { text.replacing("+", with: " ").removingPercentEncoding ?? String(text) }
}

extension Ask {
    /// 1 MB is far over the largest form of ours without a file.
    static let formLimit = 1 << 20

    /// The form, with its CSRF token checked. Throws `Refusal` for another site's form, a body that is too large, too slow or cannot be read.
    func form(upload: UploadLimit?) async throws -> Form {
        try await within(upload == nil ? .seconds(30) : .seconds(600)) {
            let given = request.headers[.contentType] ?? "", type = given.lowercased()
            if type.hasPrefix("multipart/form-data"), let upload { return try genuine(try await multipart(type: given, limit: upload)) }
            let body = try await smallBody()
            if type.hasPrefix("application/json") { return try json(body) }
            guard type.hasPrefix("application/x-www-form-urlencoded") else { throw Refusal.malformed("The body is neither a form nor JSON.") }
            return try genuine(Form(urlencoded: String(buffer: body)))
        }
    }

    private func smallBody() async throws -> ByteBuffer {
        do {
            return try await request.body.collect(upTo: Self.formLimit)
        } catch is NIOTooManyBytesError {
            throw Refusal.tooLarge(limit: "1 MB for a form")
        }
    }

    /// JSON needs no token: a page of another site cannot send it without asking first, and we allow none.
    private func json(_ body: ByteBuffer) throws(Refusal) -> Form {
        guard isAPI else { throw .malformed("JSON is taken under /api/v1 only.") }
        guard !isCrossSite else { throw .forbidden(Self.forgery) }
        return try Form(json: Data(body.readableBytesView))
    }

    private func genuine(_ form: Form) throws(Refusal) -> Form {
        // No page of another site can send the header of an API token without asking first, and we allow none.
        if bearerToken != nil { return form }
        let token = request.headers[.init("X-CSRF-Token")!] ?? form["csrf"]
        guard !isCrossSite, visitor.isKnown, Token.same(token, csrfToken) else { throw .forbidden(Self.forgery) }
        return form
    }

    private var isCrossSite: Bool { ["cross-site", "same-site"].contains(request.headers[.init("Sec-Fetch-Site")!] ?? "same-origin") }

    private static let forgery =
        "This form was open too long or came from another site. Nothing was changed: go back, load the page again and send it once more."

    /// A body that trickles in holds its line no longer than this.
    private func within<T: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: T.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw Refusal.tooSlow(seconds: Int(limit.components.seconds))
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
