import LanguageModels
import TestKit
import Testing

@Suite struct ModelServiceTests {
    @Test func vectorsComeInTheOrderOfTheirTexts() async throws {
        try await ModelServer.run { server in
            let service = ModelService(address: server.address + "/", key: "key-1")
            let texts = ["Staff nurse", "Welder", "Backend engineer"]
            let vectors = try await service.embeddings(of: texts, model: "small", dimensions: 384)
            #expect(vectors.count == 3 && vectors.allSatisfy { $0.count == 384 && abs($0.map { $0 * $0 }.reduce(0, +) - 1) < 1e-4 })
            for (text, vector) in zip(texts, vectors) {
                let sent = ModelServer.vector(of: text), length = sent.map { $0 * $0 }.reduce(0, +).squareRoot()
                #expect(zip(vector, sent).allSatisfy { abs(Double($0) - $1 / length) < 1e-5 }, "\(text)")
            }
            #expect(server.now.dimensionsAsked == 384 && server.now.model == "small" && server.now.authorization == ["Bearer key-1"])
            #expect(try await service.embeddings(of: [], model: "small", dimensions: 384).isEmpty && server.now.batches == [3])
        }
    }

    @Test func aQuestionIsAnswered() async throws {
        try await ModelServer.run { server in
            server.change { $0.answer = "{\"full_name\": \"Lata\"}" }
            let answer = try await ModelService(address: server.address, key: nil).answer(to: "Who?", instructions: "Read.", model: "large", asJSON: true)
            #expect(answer == "{\"full_name\": \"Lata\"}" && server.now.questions == ["Read.\nWho?"] && server.now.authorization == [nil])
            server.change { $0.answer = "" }
            await #expect(throws: ModelServiceError.nonsense("an answer without words")) {
                try await ModelService(address: server.address, key: nil).answer(to: "Who?", instructions: "", model: "large", asJSON: false)
            }
        }
    }

    /// Whatever the service does: an error in time, in words that hold nothing of what was sent, got or known.
    @Test func noIllnessIsCatching() async throws {
        try await ModelServer.run { server in
            let service = ModelService(address: server.address, key: "key-secret", patience: .seconds(2))
            for illness in ModelServer.Illness.allCases {
                server.change { $0.illness = illness }
                let error = await #expect(throws: ModelServiceError.self, "\(illness)") {
                    try await service.embeddings(of: ["private text", "another"], model: "small", dimensions: 384)
                }
                let words = try #require(error).description
                for secret in ["key-secret", "private text", "secret words", "Welcome", server.address] {
                    #expect(!words.contains(secret), "\(illness): \(words)")
                }
            }
            server.change { ($0.illness, $0.dimensions) = (nil, 1_536) }
            await #expect(throws: ModelServiceError.otherLength(1_536, wanted: 384)) {
                try await service.embeddings(of: ["text"], model: "small", dimensions: 384)
            }
        }
    }

    @Test func nobodyThereIsSaidSo() async throws {
        let error = await #expect(throws: ModelServiceError.self) {
            try await ModelService(address: "http://127.0.0.1:9/v1", key: nil, patience: .seconds(3)).embeddings(of: ["text"], model: "m", dimensions: 384)
        }
        guard case .silent = error else { Issue.record("\(String(describing: error))"); return }
    }
}
