import Accounts
import Foundation
import Hiring
import LanguageModels
import Postgres
import TestKit
import Testing

/// A language model beside the rules that read résumés.
@Suite("Language model", .fewAtATime) struct LanguageModelReaderTests {
    private static let profile: SQL = "user_id = (SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com')"
    private static let file = Browser.File(
        name: "lata.txt",
        data: Data(Browser.File.resumeText.replacingOccurrences(of: "- Built the ledger.", with: "- Built the ledger and earned the Ledger Master Badge.").utf8)
    )

    private func set(_ key: String, _ value: String, as admin: Browser) async throws {
        let version = try await admin.version(key)
        #expect(try await admin.post("/admin/settings/\(key)", [key: value, "version": version]).status == 303, "\(key)")
    }

    private func withModel(_ body: @escaping @Sendable (_ house: RunningHouse, _ server: ModelServer, _ admin: Browser) async throws -> Void) async throws {
        try await ModelServer.run { server in
            try await withHouse { house in
                let admin = try await house.browser(.admin)
                try await set("LANGUAGE_MODEL_KEY", "reading-key", as: admin)
                try await set("LANGUAGE_MODEL_NAME", "reader", as: admin)
                try await set("LANGUAGE_MODEL_URL", server.address, as: admin)
                try await body(house, server, admin)
            }
        }
    }

    @Test func proposesAndTheRulesCheck() async throws {
        try await withModel { house, server, _ in
            server.change { $0.answer = #"Here you are: {"certificates": ["Ledger Master Badge", "Time Travel Licence"], "full_name": "Somebody Else"}"# }
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug, file: Self.file).status == 303)
            try await house.work()
            let asked = server.now
            #expect(asked.questions.count == 1 && asked.questions[0].contains("Ledger Master Badge") && asked.model == "reader")
            #expect(asked.authorization == ["Bearer reading-key"])
            let certificates = try await house.text("SELECT certificates::text FROM candidate_profiles WHERE \(Self.profile)")
            #expect(certificates == #"["Ledger Master Badge"]"#, "what the document bears out is taken, and nothing else")
            #expect(try await house.text("SELECT skills->>0 FROM candidate_profiles WHERE \(Self.profile)") == "Swift")
        }
    }

    @Test func nonsenseAndIllnessCostNothingElse() async throws {
        try await withModel { house, server, admin in
            let (slug, _) = try await house.openJob()
            for (place, answer) in ["no JSON at all", "{\"skills\": {\"a\": [[[1]]]}, \"work_history\": 7, \"email\": null}", "{"].enumerated() {
                server.change { $0.answer = answer }
                #expect(
                    try await house.browser().apply(
                        slug, ["email": "p\(place)@example.com"], file: .init(name: "cv.txt", data: Self.file.data + Data("\n\(place)".utf8))
                    ).status == 303)
                try await house.work()
                let skills = try await house.text(
                    "SELECT skills->>0 FROM candidate_profiles JOIN users ON users.id = user_id WHERE email = \("p\(place)@example.com")")
                #expect(skills == "Swift", "\(answer)")
            }
            server.change { $0.illness = .error }
            for place in 3...4 {
                #expect(
                    try await house.browser().apply(
                        slug, ["email": "p\(place)@example.com"], file: .init(name: "cv.txt", data: Self.file.data + Data("\n\(place)".utf8))
                    ).status == 303)
                try await house.work()
                #expect(
                    try await house.text("SELECT skills->>0 FROM candidate_profiles JOIN users ON users.id = user_id WHERE email = \("p\(place)@example.com")")
                        == "Swift")
            }
            #expect(server.now.questions.count == 4, "after a failure it is left alone for a while")
            #expect(try await admin.get("/admin/doctor").says("the service answered with status 500"))
            // Switched off, nothing is sent.
            server.change { $0.illness = nil }
            try await set("ENABLE_AI_PARSING", "false", as: admin)
            #expect(
                try await house.browser().apply(slug, ["email": "p9@example.com"], file: .init(name: "cv.txt", data: Self.file.data + Data("\n9".utf8))).status
                    == 303)
            try await house.work()
            #expect(server.now.questions.count == 4)
        }
    }

    @Test func itIsAskedAgainAfterItsRest() async throws {
        try await ModelServer.run { server in
            let reader = LanguageModelReader(patience: .seconds(2), rest: .milliseconds(200)) {
                Meaning.Service(address: server.address, model: "reader", key: nil)
            }
            server.change { ($0.illness, $0.answer) = (.busy, "{\"a\": 1}") }
            #expect(await reader.answer(to: ("system", "user")) == nil)
            #expect(reader.problem == "the service asks us to wait (status 429)")
            server.change { $0.illness = nil }
            #expect(await reader.answer(to: ("system", "user")) == nil && server.now.questions.count == 1)
            try await Task.sleep(for: .milliseconds(250))
            #expect(await reader.answer(to: ("system", "user")) == "{\"a\": 1}" && reader.problem == nil)
        }
    }
}
