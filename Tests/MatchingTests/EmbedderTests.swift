import Foundation
import Matching
import Testing

@Suite struct EmbedderTests {
    @Test func missingModelSaysWhichFile() throws {
        let nowhere = URL(fileURLWithPath: "/nonexistent/minilm")
        #expect(throws: EmbedderError.modelMissing(path: "/nonexistent/minilm/vocab.txt")) { try Embedder(modelFolder: nowhere) }
    }

    @Test func damagedModelIsRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minilm-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: Model.folder.appendingPathComponent("vocab.txt"), to: folder.appendingPathComponent("vocab.txt"))
        let weights = folder.appendingPathComponent("model.safetensors")
        let whole = try Data(contentsOf: Model.folder.appendingPathComponent("model.safetensors"), options: .alwaysMapped)
        for damaged in [Data(), Data("not a model".utf8), Data(repeating: 0xFF, count: 64), Data(whole.prefix(5_000_000))] {
            try damaged.write(to: weights)
            let error = #expect(throws: EmbedderError.self) { try Embedder(modelFolder: folder) }
            guard case .modelUnreadable = error else { Issue.record("\(String(describing: error))"); continue }
        }
    }

    @Test func meaningIsClose() async throws {
        let vectors = try await Model.embedder().embed(["nurse in an intensive care unit", "ICU staff nurse", "forklift driver in a warehouse"])
        let near = try #require(cosine(vectors[0], vectors[1])), far = try #require(cosine(vectors[0], vectors[2]))
        #expect(near > 0.6 && far < 0.4)
    }

    @Test func companyInTheBatchChangesNothing() async throws {
        let embedder = try Model.embedder()
        let texts = ["", "Java", String(repeating: "long text about payroll ", count: 200), "नमस्ते", "Node.js and React"]
        let together = try await embedder.embed(texts)
        for (index, text) in texts.enumerated() {
            let alone = try await embedder.embed(text)
            #expect(try #require(cosine(alone, together[index])) > 0.999999)
        }
    }

    @Test func manyCallersAtOnceGetTheirOwn() async throws {
        let embedder = try Model.embedder()
        let words = ["payroll", "welding", "kubernetes", "phlebotomy", "copywriting", "carpentry"]
        let expected = try await embedder.embed(words)
        try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for round in 0..<30 { group.addTask { (round % 6, try await embedder.embed(words[round % 6])) } }
            for try await (index, vector) in group { #expect(try #require(cosine(vector, expected[index])) > 0.999999) }
        }
    }

    @Test func aCancelledImportStops() async throws {
        let embedder = try Model.embedder()
        let task = Task { try await embedder.embed(Array(repeating: String(repeating: "long text ", count: 200), count: 5000)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func aHugeTextCostsWhatAPageCosts() async throws {
        let huge = String(repeating: "Senior accountant. ", count: 500_000)
        let started = ContinuousClock.now
        #expect(try await Model.embedder().embed(huge).count == Embedder.dimensions)
        #expect(ContinuousClock.now - started < .seconds(30))
    }

    @Test func cosineOfWhatCannotBeCompared() {
        #expect(cosine([], []) == nil)
        #expect(cosine([1, 0], [1]) == nil)
        #expect(cosine([0, 0], [1, 0]) == nil)
        #expect(cosine([3, 0], [5, 0]) == 1)
    }
}
