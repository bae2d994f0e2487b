import Accounts
import Background
import Foundation
import Hiring
import Postgres
import TestKit
import Testing

/// Vectors of people: what they are made of, when they are made anew, and a service in the model's place.
@Suite("Meaning", .fewAtATime) struct MeaningTests {
    private static let lata: SQL = "(SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com')"

    /// A house whose vectors come from a service that keeps what it is asked.
    private func withService(_ body: @escaping @Sendable (_ house: RunningHouse, _ server: ModelServer) async throws -> Void) async throws {
        try await ModelServer.run { server in
            try await withHouse { house in
                let admin = try await house.browser(.admin)
                try await set("EMBEDDINGS_KEY", "the-key", as: admin)
                try await set("EMBEDDINGS_URL", server.address, as: admin)
                try await body(house, server)
            }
        }
    }

    private func set(_ key: String, _ value: String, as admin: Browser) async throws {
        let version = try await admin.version(key)
        #expect(try await admin.post("/admin/settings/\(key)", [key: value, "version": version]).status == 303, "\(key)")
    }

    private func model(_ server: ModelServer, _ name: String = "text-embedding-3-small") -> String { "\(name)@127.0.0.1/384" }

    /// Protected facts, names and contact data in every column there is: none of it is ever sent to be embedded, and none is searched.
    @Test func whatMustNotDecideEntersNoVector() async throws {
        try await withService { house, server in
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug, ["full_name": "Zarina Qalandar"]).status == 303)
            try await house.work()
            let secrets = [
                "zarina", "qalandar", "zq@secret.example", "lata.kulkarni", "98200", "11223", "77777", "linkedin.com", "github.com", "zarinafolio", "female",
                "married",
                "1991", "general-obc", "wheelchair", "hindu", "secret street", "my name", "years old",
            ]
            try await house.run(
                """
                UPDATE candidate_profiles SET skills = '["ICU", "zq@secret.example", "+91 77777 77777", "Zarina Qalandar", "Female", "Ventilator care"]',
                    "current_role" = 'Staff Nurse', gender = 'Female', marital_status = 'Married', dob = '1991-04-05', reservation_category = 'general-obc',
                    disability = 'wheelchair', linkedin_url = 'https://linkedin.com/in/zarina', github_url = 'https://github.com/zarina',
                    portfolio_url = 'https://zarinafolio.example', phone = '+919820011223', alternate_phone = '+917777777777', alternate_email = 'zq@secret.example',
                    projects_summary = 'Zarina Qalandar, 12 Secret Street', resume_text = E'Zarina Qalandar, female, Hindu, married\nDate of birth: 05/04/1991\nReligion: Zoroastrian\nRan the ICU of a hospital.',
                    bio = 'My name is Zarina. Runs a ward of twelve beds. I am 34 years old, married, Hindu. Write to zq@secret.example or +91 77777 77777. '
                        || 'Uses a wheelchair. Zarina trained ten juniors. Led the infection audit.'
                WHERE user_id = \(Self.lata)
                """)
            try await Vectors.enqueue(try await house.id("SELECT \(Self.lata)"), in: house.pool)
            try await house.work()
            let sent = server.now.embedded
            #expect(
                sent.contains { $0.contains("Staff Nurse") && $0.contains("Ventilator care") && $0.contains("twelve beds") && $0.contains("infection audit") })
            for text in sent {
                for secret in secrets { #expect(!text.lowercased().contains(secret), "“\(secret)” was embedded: \(text)") }
            }
            #expect(server.now.authorization.allSatisfy { $0 == "Bearer the-key" } && server.now.dimensionsAsked == 384)
            // What is searched holds names and contacts, as marks that only an exact search asks for, and no protected fact of a column.
            let searched = try #require(try await house.text("SELECT doc::text FROM candidate_search WHERE user_id = \(Self.lata)"))
            for secret in ["1991", "general-obc", "femal", "hindu", "marri", "zoroast", "wheelchair"] { #expect(!searched.contains(secret), "\(secret)") }
            #expect(searched.contains("'icu'") && searched.contains("'hospit'") && searched.contains("'audit'"))
            #expect(try await house.count("candidate_search", where: "user_id = \(Self.lata) AND meaning IS NOT NULL AND model = \(model(server))") == 1)
        }
    }

    @Test func anotherTextIsAnotherVector() async throws {
        try await withService { house, server in
            let person: ID<User> = try await house.id("SELECT user_id FROM candidate_profiles WHERE skills <> '[]' LIMIT 1")
            let stored: SQL =
                "SELECT ai_skills_vector::text || skills_vector_model || encode(skills_vector_text, 'hex') FROM candidate_profiles WHERE user_id = \(person)"
            func refresh() async throws -> String? {
                try await Vectors.enqueue(person, in: house.pool)
                try await house.work()
                return try await house.text(stored)
            }
            let first = try await refresh(), asked = server.now.embedded.count
            #expect(first?.contains(model(server)) == true)
            #expect(try await refresh() == first && server.now.embedded.count == asked, "the same text is not asked about again")
            // Whoever changes it, in whatever way: the vector is old, and made anew.
            for change in [
                "UPDATE candidate_profiles SET skills = '[\"Welding\"]' WHERE user_id = \(person)",
                "UPDATE candidate_profiles SET bio = 'Builds bridges.' WHERE user_id = \(person)",
                "UPDATE candidate_profiles SET \"current_role\" = 'Welder' WHERE user_id = \(person)",
                "UPDATE candidate_profiles SET bio = 'Kavita builds bridges. Of steel.' WHERE user_id = \(person)",
                "UPDATE users SET full_name = 'Kavita Rao' WHERE id = \(person)",
            ] as [SQL] {
                let before = try await house.text(stored)
                try await house.run(change)
                #expect(try await house.count("candidate_profiles", where: "user_id = \(person) AND skills_vector_text IS NULL") == 1)
                #expect(try await refresh() != before)
            }
            #expect(server.now.embedded.last?.contains("Kavita") == false && server.now.embedded.last?.contains("Of steel.") == true)
            // What is not in the text makes none new.
            let count = server.now.embedded.count
            try await house.run("UPDATE candidate_profiles SET notice_period = 30 WHERE user_id = \(person)")
            #expect(try await refresh() != nil && server.now.embedded.count == count)
            // Of whom nothing is known there is no vector.
            try await house.run("UPDATE candidate_profiles SET skills = '[]', bio = NULL, \"current_role\" = NULL WHERE user_id = \(person)")
            _ = try await refresh()
            #expect(
                try await house.count("candidate_profiles", where: "user_id = \(person) AND ai_skills_vector IS NULL AND skills_vector_text IS NOT NULL") == 1)
        }
    }

    /// An installation whose model is new catches up by itself, a batch at a time; then it rests.
    @Test func theSweepMakesEverybodyNew() async throws {
        try await withService { house, server in
            let people = try await house.count("candidate_profiles")
            func sweepAll() async throws {
                for _ in 0..<(people / 64 + 3) {
                    try await house.run("UPDATE background_jobs SET run_at = now() WHERE kind = 'embed_sweep' AND finished_at IS NULL")
                    try await house.work()
                }
            }
            // Naming the service asked for it.
            #expect(try await house.count("background_jobs", where: "kind = 'embed_sweep'") == 1)
            try await sweepAll()
            let old: SQL = "skills_vector_text IS NULL OR skills_vector_model IS DISTINCT FROM \(model(server))"
            #expect(people > 20 && server.now.batches.allSatisfy { $0 <= 64 })
            #expect(try await house.count("candidate_profiles", where: old) == 0)
            let asked = server.now.embedded.count
            try await sweepAll()
            #expect(server.now.embedded.count == asked)
            let wait = try await house.text(
                "SELECT (run_at > now() + interval '5 minutes')::text FROM background_jobs WHERE kind = 'embed_sweep' AND finished_at IS NULL")
            #expect(wait == "true", "with nothing to do it looks again later")
            let admin = try await house.browser(.admin)
            try await set("EMBEDDINGS_MODEL", "another-model", as: admin)
            try await sweepAll()
            #expect(try await house.count("candidate_profiles", where: "skills_vector_model = \(model(server, "another-model"))") == people)
        }
    }

    /// A service that is ill: search by words, scores without vectors, the doctor says why; and all is made good afterwards.
    @Test func aServiceThatIsIllCostsOnlyItsPart() async throws {
        try await withService { house, server in
            server.change { $0.illness = .error }
            let (slug, _) = try await house.openJob(), admin = try await house.browser(.admin)
            #expect(try await house.browser().apply(slug).status == 303)
            try await house.work()
            #expect(try await house.count("applications", where: "candidate_id = \(Self.lata) AND match_score IS NOT NULL") == 1)
            #expect(
                try await house.count(
                    "background_jobs", where: "kind = 'score_candidate' AND finished_at IS NULL AND failed_at IS NULL AND last_error LIKE '%status 500%'") == 1)
            #expect(try await admin.get("/admin/doctor").says("the service answered with status 500"))
            #expect(try await admin.get("/desk/candidates?mode=meaning&q=nurse").status == 200)
            server.change { ($0.illness, $0.dimensions) = (nil, 768) }
            try await house.run("UPDATE background_jobs SET run_at = now() WHERE kind = 'score_candidate'")
            try await house.work()
            #expect(try await admin.get("/admin/doctor").says("the service’s model makes vectors of 768 numbers, and 384 are needed"))
            let asked = server.now.batches.count
            #expect(try await admin.get("/desk/candidates?mode=meaning&q=nurse").says("Search by meaning is off"))
            #expect(server.now.batches.count == asked, "a model of another length is not asked again")
            // Another one is.
            server.change { $0.dimensions = 384 }
            try await set("EMBEDDINGS_MODEL", "fitting", as: admin)
            try await house.run("UPDATE background_jobs SET run_at = now() WHERE kind IN ('score_candidate', 'embed_sweep') AND finished_at IS NULL")
            try await house.work()
            #expect(try await house.count("candidate_profiles", where: "user_id = \(Self.lata) AND skills_vector_model = \(model(server, "fitting"))") == 1)
        }
    }

    @Test func addressesOfServicesAreLookedAt() {
        for good in [
            "https://api.openai.com/v1", "http://127.0.0.1:11434/v1", "http://localhost:8000/v1", "http://10.1.2.3/v1", "http://models:8000/v1",
            "http://[::1]:8000/v1",
        ] {
            #expect(ServiceAddress.problem(good) == nil, "\(good)")
        }
        for bad in [
            "api.openai.com", "ftp://models/v1", "http://api.openai.com/v1", "http://169.254.169.254/latest", "https://169.254.169.254/v1",
            "https://2852039166/v1",
            "https://0xA9.0xFE.0xA9.0xFE/v1", "http://[fe80::1]/v1", "https://[::ffff:169.254.169.254]/v1", "https://metadata.google.internal/v1",
            "https://user:pass@api.example.com/v1", "https://api.example.com/v1?key=1", "https://", "javascript:alert(1)", " ",
        ] {
            #expect(ServiceAddress.problem(bad) != nil, "\(bad)")
        }
    }
}
