import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A service that speaks OpenAI's API: its vectors of texts, and its answers to a question. Of it nothing is believed but numbers and text,
/// its answers are bounded in size and time, and neither its key nor a person's text is in an error or a log.
package struct ModelService: Sendable {
    /// As an administrator wrote it: `https://api.openai.com/v1`.
    package let address: String
    private let key: String?
    private let patience: Duration

    /// - Parameters:
    ///   - address: up to and with the version; `/embeddings` and `/chat/completions` are put behind it.
    ///   - patience: for a whole answer.
    package init(address: String, key: String?, patience: Duration = .seconds(60)) {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.key = key.flatMap { $0.isEmpty ? nil : $0 }
        self.patience = patience
    }

    // MARK: Vectors

    private struct EmbeddingQuestion: Encodable {
        let model: String
        let input: [String]
        let dimensions: Int
        let encoding_format = "float"
    }

    private struct EmbeddingAnswer: Decodable {
        struct Item: Decodable {
            let index: Int?
            let embedding: [Float]
        }

        let data: [Item]
    }

    /// One vector of `dimensions` numbers for each text, in order, brought to length 1. None of the texts may be empty.
    package func embeddings(of texts: [String], model: String, dimensions: Int) async throws -> [[Float]] {
        guard !texts.isEmpty else { return [] }
        let answer: EmbeddingAnswer = try await ask("embeddings", EmbeddingQuestion(model: model, input: texts, dimensions: dimensions))
        guard answer.data.count == texts.count else { throw ModelServiceError.nonsense("\(answer.data.count) vectors for \(texts.count) texts") }
        var vectors = [[Float]?](repeating: nil, count: texts.count)
        for (place, item) in answer.data.enumerated() {
            let index = item.index ?? place
            guard vectors.indices.contains(index), vectors[index] == nil else { throw ModelServiceError.nonsense("a vector for no text") }
            guard item.embedding.count == dimensions else { throw ModelServiceError.otherLength(item.embedding.count, wanted: dimensions) }
            vectors[index] = try Self.normalised(item.embedding)
        }
        return vectors.compactMap(\.self)
    }

    private static func normalised(_ vector: [Float]) throws -> [Float] {
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length.isFinite, length > 0 else { throw ModelServiceError.nonsense("a vector without a direction") }
        return vector.map { Float(Double($0) / length) }
    }

    // MARK: Answers

    private struct ChatQuestion: Encodable {
        struct Message: Encodable { let role, content: String }
        struct Format: Encodable { let type: String }

        let model: String
        let messages: [Message]
        let temperature = 0
        let max_tokens: Int
        let response_format: Format?
    }

    private struct ChatAnswer: Decodable {
        struct Choice: Decodable {
            struct Message: Decodable { let content: String? }
            let message: Message
        }

        let choices: [Choice]
    }

    /// What the model answers, as text.
    /// - Parameter asJSON: the service is asked for one JSON object. What comes is text all the same: whoever asks checks it.
    package func answer(to question: String, instructions: String, model: String, asJSON: Bool, mostTokens: Int = 4_000) async throws -> String {
        let messages = [ChatQuestion.Message(role: "system", content: instructions), ChatQuestion.Message(role: "user", content: question)]
        let answer: ChatAnswer = try await ask(
            "chat/completions",
            ChatQuestion(
                model: model, messages: messages, max_tokens: mostTokens, response_format: asJSON ? ChatQuestion.Format(type: "json_object") : nil))
        guard let text = answer.choices.first?.message.content, !text.isEmpty else { throw ModelServiceError.nonsense("an answer without words") }
        return text
    }

    // MARK: The wire

    /// Enough for some 600 vectors, and for every answer in words.
    private static let largest = 8 << 20

    private func ask<Answer: Decodable & Sendable>(_ path: String, _ question: some Encodable) async throws -> Answer {
        var request = HTTPClientRequest(url: "\(address)/\(path)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(question)))
        let (status, body) = try await answer(to: request)
        guard status == 200 else { throw ModelServiceError.refused(status: status) }
        do { return try JSONDecoder().decode(Answer.self, from: body) } catch { throw ModelServiceError.nonsense("no JSON of the expected shape") }
    }

    private func answer(to request: HTTPClientRequest) async throws -> (status: Int, body: Data) {
        do {
            return try await within(patience) { [patience] in
                let response = try await Self.client.execute(request, timeout: .nanoseconds(Int64(patience / .nanoseconds(1))))
                return (Int(response.status.code), Data(try await response.body.collect(upTo: Self.largest).readableBytesView))
            }
        } catch is NIOTooManyBytesError {
            throw ModelServiceError.nonsense("an answer of more than 8 MB")
        } catch let error as ModelServiceError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw ModelServiceError.silent("\(type(of: error))")
        }
    }

    /// The client's own limit ends with the head of an answer; this one with its body.
    private func within<Value: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw ModelServiceError.silent("none within \(limit.components.seconds) seconds")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Follows nobody elsewhere: the key and the text are for the address that an administrator wrote, and for no other.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}

/// Why a service of models gave nothing. Holds nothing of what was asked or answered.
package enum ModelServiceError: Error, Equatable, CustomStringConvertible {
    case silent(String)
    case refused(status: Int)
    case nonsense(String)
    case otherLength(Int, wanted: Int)

    package var description: String {
        switch self {
        case .silent(let why): "the service does not answer (\(why))"
        case .refused(let status) where [401, 403].contains(status): "the service refuses the key (status \(status))"
        case .refused(404): "the service has no such address or model (status 404)"
        case .refused(429): "the service asks us to wait (status 429)"
        case .refused(let status): "the service answered with status \(status)"
        case .nonsense(let what): "the service answered nonsense: \(what)"
        case .otherLength(let length, let wanted):
            "the service’s model makes vectors of \(length) numbers, and \(wanted) are needed: choose a model that can make \(wanted)"
        }
    }
}
