import Accounts
import Foundation
import Postgres
import Server
import Testing
import Web

/// `/admin/users`: who has an account, and what an administrator does about them.
@Suite("People", .fewAtATime) struct PeopleTests {
    private func person(_ house: RunningHouse, _ role: UserRole, not others: [ID<User>] = []) async throws -> ID<User> {
        try await house.id(
            "SELECT id FROM users WHERE role = \(role) AND status = 'Active' AND last_login IS NOT NULL AND id <> ALL(\(others)) ORDER BY created_at LIMIT 1")
    }

    private func status(_ house: RunningHouse, _ id: ID<User>) async throws -> String? {
        try await house.text("SELECT status::text FROM users WHERE id = \(id)")
    }

    private func activity(_ house: RunningHouse, _ action: String, of id: ID<User>) async throws -> Int {
        try await house.count("activity_logs", where: "action_type = \(action) AND entity_id = \(id) AND created_at > now() - interval '1 minute'")
    }

    @Test func theListIsSearchedFilteredAndPaged() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let first = try await admin.get("/admin/users")
            #expect(first.status == 200 && first.says("Meera Krishnan") && first.says("here now") && first.says("Farah Sheikh") && first.says(">Invited<"))
            try await house.run("UPDATE users SET last_active = now() - interval '6 minutes'")
            #expect(try await !admin.get("/admin/users?q=priya").says("here now"))
            // Colleagues by any part, candidates by the beginning only.
            #expect(try await admin.get("/admin/users?q=IYA%20na").says("Priya Nair"))
            let candidate = try #require(try await house.text("SELECT full_name FROM users WHERE role = 'CANDIDATE' ORDER BY full_name LIMIT 1"))
            let beginning = candidate.prefix(4).lowercased().addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            #expect(try await admin.get("/admin/users?q=\(beginning)").says(candidate))
            #expect(try await admin.get("/admin/users?q=\(beginning)&role=sales").says("Nobody fits"))
            let email = try #require(try await house.text("SELECT email FROM users WHERE role = 'CANDIDATE' AND email IS NOT NULL ORDER BY email LIMIT 1"))
            #expect(try await admin.get("/admin/users?q=\(email.prefix(6))").says(email))
            let invited = try await admin.get("/admin/users?only=invited")
            #expect(invited.says("Farah Sheikh") && !invited.says("Priya Nair"))
            let inactive = try await admin.get("/admin/users?status=inactive")
            #expect(inactive.says("Karan Bose") && !inactive.says("Priya Nair"))
            try await house.run("INSERT INTO two_factors (user_id, secret, confirmed_at) SELECT id, 'x', now() FROM users WHERE full_name = 'Priya Nair'")
            let without = try await admin.get("/admin/users?only=no-second-factor")
            #expect(!without.says("Priya Nair") && without.says("Rohan Kulkarni"))
            #expect(try await admin.get("/admin/users?after=nonsense").status == 400)
        }
    }

    @Test func pagesNeitherRepeatNorLoseAnybody() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            var seen: [String] = [], place: String? = ""
            while let after = place {
                let encoded = after.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = try await admin.get("/api/v1/admin/users?after=\(encoded)").json
                let users = page["users"] as? [[String: Any]] ?? []
                #expect(users.count <= 50)
                seen += users.compactMap { $0["id"] as? String }
                place = page["next"] as? String
            }
            #expect(seen.count == 129 && Set(seen).count == 129)
            let staff = try await house.texts("SELECT id::text FROM users WHERE role <> 'CANDIDATE'")
            #expect(Set(seen.prefix(staff.count)) == Set(staff))
        }
    }

    @Test func roleAndNameAreChangedOnceAndTheSecondIsTold() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), id = try await person(house, .recruiter)
            let recruiter = try await house.browser(as: id)
            #expect(try await recruiter.get("/admin/users").status == 403)
            let change = ["full_name": "  Priya   Menon ", "role": "MANAGER", "version": "1"]
            #expect(try await admin.post("/admin/users/\(id)", change).status == 303)
            #expect(try await house.text("SELECT full_name || role::text FROM users WHERE id = \(id)") == "Priya MenonMANAGER")
            #expect(try await recruiter.get("/admin/users").status == 200)
            #expect(
                try await house.text("SELECT (before->>'role') || (after->>'role') FROM activity_logs WHERE action_type = 'CHANGED_ROLE' AND entity_id = \(id)")
                    == "RECRUITERMANAGER")
            let late = try await admin.post("/admin/users/\(id)", ["full_name": "Another", "role": "SALES", "version": "1"])
            #expect(late.status == 422 && late.says("Somebody else changed this person") && late.says("name=\"version\" value=\"2\""))
            #expect(try await admin.postJSON("/api/v1/admin/users/\(id)", #"{"full_name": "Another", "role": "SALES", "version": "1"}"#).status == 409)
            #expect(try await admin.post("/admin/users/\(id)", ["full_name": "", "role": "CANDIDATE", "version": "2"]).hasProblem(beside: "role"))
            let candidate = try await house.id("SELECT id FROM users WHERE role = 'CANDIDATE' LIMIT 1", of: User.self)
            #expect(try await admin.post("/admin/users/\(candidate)", ["full_name": "X", "role": "ADMIN", "version": "1"]).hasProblem(beside: "role"))
        }
    }

    @Test func theLastAdministratorStays() async throws {
        try await withHouse { house in
            let first = try await person(house, .admin), admin = try await house.browser(as: first)
            let refused = try await admin.post("/admin/users/\(first)", ["full_name": "Meera Krishnan", "role": "SALES", "version": "1"])
            #expect(refused.status == 422 && refused.says("last active administrator"))
            let own = try await admin.post("/admin/users/deactivate", ["id": "\(first)", "confirm": "yes"])
            #expect(own.status == 303)
            #expect(try await admin.get(own.location ?? "").says("Nobody deactivates themselves"))
            #expect(try await status(house, first) == "Active")
            await #expect(throws: Employment.Failure.self) { try await Employment.deactivate([first], by: .commandLine, in: house.pool) }
            #expect(try await status(house, first) == "Active")
            #expect(try await activity(house, "DEACTIVATED_USER", of: first) == 0)
        }
    }

    @Test func twoAdministratorsCannotShutEachOtherOut() async throws {
        try await withHouse { house in
            let first = try await person(house, .admin), second = try await person(house, .manager)
            try await house.run("UPDATE users SET role = 'ADMIN' WHERE id = \(second)")
            for turn in 0..<4 {
                try await house.run("UPDATE users SET role = 'ADMIN', status = 'Active' WHERE id IN (\(first), \(second))")
                let one = try await house.browser(as: first), other = try await house.browser(as: second)
                async let deactivating = one.post("/admin/users/deactivate", ["id": "\(second)", "confirm": "yes"])
                async let answering =
                    turn % 2 == 0
                    ? other.post("/admin/users/deactivate", ["id": "\(first)", "confirm": "yes"])
                    : other.post(
                        "/admin/users/\(first)",
                        ["full_name": "Meera", "role": "SALES", "version": try await house.text("SELECT version::text FROM users WHERE id = \(first)") ?? ""])
                _ = try await (deactivating, answering)
                #expect(try await house.count("users", where: "role = 'ADMIN' AND status = 'Active'") == 1, "turn \(turn)")
            }
        }
    }

    @Test func whoIsDeactivatedIsOutAtOnceAndTheClickIsUndone() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), one = try await person(house, .recruiter), other = try await person(house, .sales)
            let recruiter = try await house.browser(as: one)
            #expect(try await recruiter.get("/desk").status == 200)
            let link = try await SignInLinks.make(for: one, in: house.pool)
            try await house.run(
                "INSERT INTO api_tokens (id, user_id, name, token_hash, permissions, expires_at) VALUES (gen_random_uuid(), \(one), 'laptop', 'x', '{}', now() + interval '1 day')"
            )
            let asked = try await admin.post("/admin/users/deactivate", ["id": "\(one)"])
            #expect(asked.status == 200 && asked.says("open job") && asked.says("name=\"confirm\""))
            #expect(try await status(house, one) == "Active")
            let json = "{\"id\": [\"\(one)\", \"\(other)\"], \"confirm\": \"yes\"}"
            let done = try await admin.postJSON("/api/v1/admin/users/deactivate", json).json
            #expect((done["deactivated"] as? [String])?.count == 2)
            #expect(try await recruiter.get("/desk").status == 303)
            #expect(try await house.browser().post(link.text).status == 410)
            #expect(try await house.count("api_tokens", where: "revoked_at IS NOT NULL") == 1)
            #expect(try await activity(house, "DEACTIVATED_USER", of: one) == 1)
            let moment = try #require(done["moment"] as? String)
            let page = try await admin.get("/admin/users?deactivated=\(moment)")
            #expect(page.says("are deactivated") && page.says(">Undo<"))
            // One of them came back another way, somebody else left meanwhile: the undo is about this click only.
            #expect(try await admin.post("/admin/users/\(other)/reactivate").status == 303)
            let third = try await person(house, .recruiter, not: [one])
            #expect(try await admin.post("/admin/users/deactivate", ["id": "\(third)", "confirm": "yes"]).status == 303)
            #expect(try await admin.post("/admin/users/undo", ["moment": moment]).status == 303)
            #expect(try await status(house, one) == "Active")
            #expect(try await status(house, third) == "Inactive")
            #expect(try await activity(house, "REACTIVATED_USER", of: one) == 1)
            #expect(try await activity(house, "REACTIVATED_USER", of: other) == 1)
            #expect(try await recruiter.get("/desk").status == 303, "sessions stay ended")
        }
    }

    @Test func aLostPhoneIsShutOut() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), id = try await person(house, .recruiter), phone = try await house.browser(as: id)
            try await house.run("INSERT INTO two_factors (user_id, secret, confirmed_at) VALUES (\(id), 'x', now())")
            try await house.run("INSERT INTO recovery_codes (user_id, code_hash) VALUES (\(id), 'y')")
            #expect(try await admin.get("/admin/users/\(id)").says("Remove the second factor"))
            #expect(try await admin.post("/admin/users/\(id)/remove-second-factor").status == 303)
            #expect(try await house.count("two_factors") == 0)
            #expect(try await house.count("recovery_codes") == 0)
            #expect(try await phone.get("/desk").status == 303)
            #expect(try await house.mail(to: "priya.nair@")?.contains("Meera Krishnan removed the second factor") == true)
            let laptop = try await house.browser(as: id)
            #expect(try await admin.post("/admin/users/\(id)/end-sessions").status == 303)
            #expect(try await laptop.get("/desk").status == 303)
            #expect(try await activity(house, "ENDED_SESSIONS", of: id) == 1)
        }
    }

    @Test func aManagerLooksAndChangesNothing() async throws {
        try await withHouse { house in
            let manager = try await house.browser(.manager), id = try await person(house, .recruiter)
            let page = try await manager.get("/admin/users/\(id)")
            #expect(page.status == 200 && page.says("Priya Nair") && !page.says("Deactivate") && !page.says("name=\"role\""))
            #expect(try await !manager.get("/admin/users").says("type=\"checkbox\""))
            #expect(try await manager.post("/admin/users/deactivate", ["id": "\(id)", "confirm": "yes"]).status == 403)
            #expect(try await house.browser(.admin).get("/admin/users/\(ID<User>())").status == 404)
        }
    }
}
