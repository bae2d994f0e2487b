import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A service of models that speaks OpenAI's wire format, on a port of its own, and can fall ill. It keeps what it was asked.
package final class ModelServer: Sendable {
    package enum Illness: Sendable, CaseIterable {
        case error, wrongKey, busy, notJSON, otherShape, fewer, elsewhere, huge
        /// An answer whose end never comes.
        case trickle
    }

    package struct State: Sendable {
        package var illness: Illness?
        /// Of each vector.
        package var dimensions = 384
        /// What a question in words is answered with.
        package var answer = "{}"
        package fileprivate(set) var embedded: [String] = []
        package fileprivate(set) var questions: [String] = []
        package fileprivate(set) var batches: [Int] = []
        package fileprivate(set) var authorization: [String?] = []
        package fileprivate(set) var dimensionsAsked: Int?
        package fileprivate(set) var model: String?
    }

    package let address: String
    private let state = Mutex(State())

    private init(address: String) { self.address = address }

    package var now: State { state.withLock { $0 } }
    package func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// Runs for as long as `body` runs.
    package static func run(_ body: @escaping @Sendable (ModelServer) async throws -> Void) async throws {
        let (ports, ready) = AsyncStream<Int>.makeStream()
        let server = Mutex<ModelServer?>(nil)
        let router = Router()
        for path in ["/v1/embeddings", "/v1/chat/completions"] {
            router.post(RouterPath(path)) { request, _ in
                guard let known = server.withLock({ $0 }) else { throw HTTPError(.serviceUnavailable) }
                let body = try await request.body.collect(upTo: 16 << 20)
                return try known.answer(path, Data(body.readableBytesView), request.headers[.authorization])
            }
        }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in ready.yield(channel.localAddress?.port ?? 0) }, logger: Logger(label: "models") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run() }
            for await port in ports {
                let made = ModelServer(address: "http://127.0.0.1:\(port)/v1")
                server.withLock { $0 = made }
                try await body(made)
                break
            }
            group.cancelAll()
        }
    }

    private struct Question: Decodable {
        struct Message: Decodable { let content: String }

        let model: String
        let input: [String]?
        let dimensions: Int?
        let messages: [Message]?
    }

    private func answer(_ path: String, _ body: Data, _ authorization: String?) throws -> Response {
        let question = try JSONDecoder().decode(Question.self, from: body)
        let state = state.withLock { state in
            state.authorization.append(authorization)
            state.model = question.model
            if let input = question.input {
                state.embedded += input
                state.batches.append(input.count)
                state.dimensionsAsked = question.dimensions
            }
            if let messages = question.messages { state.questions.append(messages.map(\.content).joined(separator: "\n")) }
            return state
        }
        if let illness = state.illness, illness != .fewer { return try ill(illness) }
        guard let texts = question.input else { return try json(["choices": [["index": 0, "message": ["role": "assistant", "content": state.answer]]]]) }
        // The answer may come in any order: the index says which is which.
        let items = texts.enumerated().map {
            ["object": "embedding", "index": $0, "embedding": Self.vector(of: $1, dimensions: state.dimensions)] as [String: Any]
        }
        return try json(["object": "list", "data": Array((state.illness == .fewer ? Array(items.dropLast()) : items).reversed())])
    }

    private func ill(_ illness: Illness) throws -> Response {
        switch illness {
        case .error: Response(status: .internalServerError, body: .init(byteBuffer: ByteBuffer(string: "{\"error\": \"secret words of the service\"}")))
        case .wrongKey: Response(status: .unauthorized)
        case .busy: Response(status: .tooManyRequests)
        case .notJSON: Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "<html>Welcome</html>")))
        case .otherShape, .fewer: try json(["result": [1, 2, 3]])
        case .elsewhere: Response(status: .temporaryRedirect, headers: [.location: "http://127.0.0.1:9/v1/embeddings"])
        case .huge: Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 32, count: 9 << 20)))
        case .trickle:
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    while true {
                        try await writer.write(ByteBuffer(string: " "))
                        try await Task.sleep(for: .milliseconds(50))
                    }
                })
        }
    }

    private func json(_ value: Any) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: value))))
    }

    /// Of the letters of a text: the same text has the same vector, and each another. Its length is not 1: services differ in that.
    package static func vector(of text: String, dimensions: Int = 384) -> [Double] {
        var vector = [Double](repeating: 0.001, count: dimensions)
        for (place, byte) in text.utf8.enumerated() { vector[(Int(byte) * 31 + place) % dimensions] += 1 }
        return vector
    }
}
