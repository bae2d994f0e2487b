package import Foundation
package import HTTPTypes
package import Hummingbird
import NIOCore
import ServiceLifecycle

/// One line for the next page that the visitor sees: "Moved to Interview."
package struct Flash: Sendable, Hashable {
    package enum Kind: String, Sendable { case good, bad }
    package var kind: Kind
    package var text: String

    package static func good(_ text: String) -> Flash { Flash(kind: .good, text: text) }
    package static func bad(_ text: String) -> Flash { Flash(kind: .bad, text: text) }
}

/// What a handler answers: a page for a browser and the same as JSON under `/api/v1`.
package struct Answer: Sendable {
    package enum Body: Sendable {
        case page(Page, json: @Sendable () throws -> Data)
        case redirect(Link, json: @Sendable () throws -> Data)
        case bytes([UInt8], type: String)
        case events(EventStream)
        case stream(type: String, body: ResponseBody)
    }

    package var body: Body
    package var status: HTTPResponse.Status
    package var headers: HTTPFields = [:]
    package var flash: Flash?

    /// - Parameter json: made only where it is asked for.
    package static func page<Value: Encodable & SendableMetatype>(_ page: Page, json: @autoclosure @escaping @Sendable () throws -> Value, status: Int = 200)
        -> Answer
    {
        Answer(body: .page(page, json: { try JSON.encode(try json()) }), status: .init(code: status))
    }

    /// The form once more with all its problems, as 422; under `/api/v1` the problems alone.
    package static func again(_ page: Page, _ problems: [Problem], _ ask: Ask) throws(Refusal) -> Answer {
        guard !ask.isAPI else { throw .invalid(problems) }
        return Answer(body: .page(page, json: { try JSON.encode(problems) }), status: .init(code: 422))
    }

    /// See-other, so that a reload does not send the form again.
    package static func redirect(_ link: Link, flash: Flash? = nil, json: some Encodable & Sendable = ["done": true]) -> Answer {
        Answer(body: .redirect(link, json: { try JSON.encode(json) }), status: .seeOther, flash: flash)
    }

    package static func bytes(_ bytes: [UInt8], type: String) -> Answer { Answer(body: .bytes(bytes, type: type), status: .ok) }
    package static func text(_ text: String, type: String) -> Answer { .bytes(Array(text.utf8), type: type) }
    package static func events(_ stream: EventStream) -> Answer { Answer(body: .events(stream), status: .ok) }

    package func with(_ name: String, _ value: String) -> Answer {
        var copy = self
        if let field = HTTPField.Name(name) { copy.headers[field] = value }
        return copy
    }

    /// For a page with a long form: browsers bring back what was typed when the visitor goes back, which they do not where nothing may be kept.
    package func keepingWhatIsTyped() -> Answer { with("Cache-Control", "private, no-cache") }

    /// Adds a cookie that scripts cannot read and other sites cannot send.
    package func settingCookie(_ name: String, _ value: String, maxAge: Int, site: Site) -> Answer {
        var copy = self
        copy.headers.append(HTTPField(name: .setCookie, value: site.cookie(name, value, maxAge: maxAge)))
        return copy
    }
}

/// The one way in which the house writes JSON: snake case, ISO 8601, slashes as they are.
package enum JSON {
    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return try encoder.encode(value)
    }
}

/// Server-sent events: names that tell a page what to read again. They carry no data of their own, so a permission is never passed by.
package struct EventStream: Sendable {
    package let names: AsyncStream<String>
    package init(_ names: AsyncStream<String>) { self.names = names }

    private enum Beat: Sendable { case event(String), heartbeat, end }

    /// A comment every 15 seconds keeps proxies from closing the line and shows that the browser is still there.
    var body: ResponseBody {
        ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
            let beats = AsyncStream<Beat> { continuation in
                let events = Task {
                    for await name in names { continuation.yield(.event(name)) }
                    continuation.yield(.end)
                }
                let heart = Task {
                    while !Task.isCancelled {
                        try await Task.sleep(for: .seconds(15))
                        continuation.yield(.heartbeat)
                    }
                }
                continuation.onTermination = { _ in
                    events.cancel()
                    heart.cancel()
                }
            }
            // A stop of the server ends the stream; without that an open page would hold it up.
            for await beat in beats.cancelOnGracefulShutdown() {
                switch beat {
                case .event(let name): try await writer.write(ByteBuffer(string: "event: \(name)\ndata: {}\n\n"))
                case .heartbeat: try await writer.write(ByteBuffer(string: ": still here\n\n"))
                case .end: return try await writer.finish(nil)
                }
            }
            try await writer.finish(nil)
        }
    }
}
