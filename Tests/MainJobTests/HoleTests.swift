import Accounts
import Foundation
import Hiring
import Postgres
import Schema
import Server
import Testing
import Web

/// Ways in that were open once.
@Suite("Holes", .fewAtATime) struct HoleTests {
    private static let password = "four plain words here"
    private static let hash = Task { try await Password.hash(password) }

    private func recruiter(_ house: RunningHouse) async throws -> (id: ID<User>, email: String) {
        let id = try await house.pool.one(Users.first(of: .recruiter)).id, hash = try await Self.hash.value
        try await house.run("UPDATE users SET password_hash = \(hash) WHERE id = \(id)")
        return (id, try #require(try await house.text("SELECT email FROM users WHERE id = \(id)")))
    }

    private func begin(_ browser: Browser) async throws -> TOTP {
        _ = try await browser.post("/account/two-factor/begin")
        let page = try await browser.get("/account/two-factor")
        let secret = String(try #require(page.body.firstMatch(of: #/<code class="secret">([A-Z2-7 ]+)</#)?.1))
        return TOTP(secret: try #require(Base32.decode(secret)))
    }

    /// - Returns: the app, and the last step that was used.
    private func setUp(_ browser: Browser) async throws -> (app: TOTP, step: Int64) {
        let app = try await begin(browser), step = TOTP.step(at: Date())
        #expect(try await browser.post("/account/two-factor/confirm", ["code": app.code(step), "confirm_password": Self.password]).status == 200)
        return (app, step)
    }

    // MARK: The second factor

    /// The right password began a wait of its own for the code, longer than the ten minutes in which the code is taken.
    @Test func whoeverGuessesKeepsNobodyFromTheirCode() async throws {
        try await withHouse { house in
            let me = try await recruiter(house), (app, step) = try await setUp(try await house.browser(as: me.id))
            let fresh = try await house.browser(), email = ["email": me.email, "password": "wrong wrong wrong"]
            #expect(try await house.browser().post("/sign-in", email).status == 422)
            try await house.run("UPDATE sign_in_failures SET count = 14, blocked_until = NULL WHERE key LIKE 'account:%'")
            #expect(try await fresh.post("/sign-in", ["email": me.email, "password": Self.password]).location == "/sign-in/code")
            #expect(try await fresh.post("/sign-in/code", ["code": app.code(step + 1)]).location == "/desk")
        }
    }

    /// Each wrong proof was given back once for the password, and the wait stayed at ten seconds; a right password was refused.
    @Test func aWrongProofCountsOnceAndARightPasswordIsTaken() async throws {
        try await withHouse { house in
            let me = try await recruiter(house), desk = try await house.browser(as: me.id)
            _ = try await setUp(desk)
            try await house.run("INSERT INTO sign_in_failures (key, count) VALUES (\("proof:\(me.id)"), 7)")
            #expect(try await desk.post("/account/two-factor/off", ["off_proof": "000000"]).status == 422)
            #expect(try await house.text("SELECT count::text FROM sign_in_failures WHERE key = \("proof:\(me.id)")") == "8")
            try await house.run("UPDATE sign_in_failures SET blocked_until = NULL")
            #expect(try await desk.post("/account/two-factor/off", ["off_proof": Self.password]).location == "/account/two-factor")
            #expect(try await house.count("two_factors") == 0)
        }
    }

    /// Somebody with the password waits in a session of their own until the person sets up what their role calls for.
    @Test func aSessionWithoutACodeEndsWithTheSetUp() async throws {
        try await withHouse { house in
            let me = try await recruiter(house), desk = try await house.browser(as: me.id), thief = try await house.browser()
            #expect(try await thief.post("/sign-in", ["email": me.email, "password": Self.password]).location == "/desk")
            _ = try await setUp(desk)
            #expect(try await desk.get("/desk").status == 200)
            #expect(try await thief.get("/desk").status == 303)
            #expect(try await thief.get("/account").status == 303)
        }
    }

    /// Whoever finds a browser open puts their own telephone there, and the person is shut out.
    @Test func anOpenBrowserAloneSetsUpNoSecondFactor() async throws {
        try await withHouse { house in
            let me = try await recruiter(house), desk = try await house.browser(as: me.id)
            let app = try await begin(desk), code = app.code(TOTP.step(at: Date()))
            for password in [nil, "wrong wrong wrong"] {
                var fields = ["code": code]
                fields["confirm_password"] = password
                let refused = try await desk.post("/account/two-factor/confirm", fields)
                #expect(refused.status == 422 && refused.hasProblem(beside: "confirm_password"))
            }
            #expect(try await house.count("two_factors", where: "confirmed_at IS NOT NULL") == 0)
            #expect(try await desk.post("/account/two-factor/confirm", ["code": code, "confirm_password": Self.password]).status == 200)
        }
    }

    @Test func anAdministratorTakesTheirOwnSecondFactorAwayWithAProofOnly() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), id = try await house.pool.one(Users.first(of: .admin)).id
            try await house.run("INSERT INTO two_factors (user_id, secret, confirmed_at) VALUES (\(id), 'x', now())")
            #expect(try await admin.post("/admin/users/\(id)/remove-second-factor").status == 409)
            #expect(try await house.count("two_factors") == 1)
        }
    }

    // MARK: People

    /// An administrator who was invited, and perhaps mistyped, is nobody who could let the others in again.
    @Test func anInvitedAdministratorDoesNotCountAsOne() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), first = try await house.pool.one(Users.first(of: .admin)).id
            let invited = ["full_name": "Never Came", "email": "never.came@example.com", "role": "ADMIN"]
            #expect(try await admin.post("/admin/users/invite", invited).status == 303)
            let version = try #require(try await house.text("SELECT version::text FROM users WHERE id = \(first)"))
            let refused = try await admin.post("/admin/users/\(first)", ["full_name": "Meera Krishnan", "role": "SALES", "version": version])
            #expect(refused.status == 422 && refused.says("last active administrator"))
        }
    }

    /// Who can see a person, and why: not by the name of a job that is not for the reader.
    @Test func thePanelOfOnlookersNamesNoConfidentialJobOfOthers() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            let person = try await house.text("SELECT id::text FROM users WHERE email = 'lata.kulkarni@example.com'") ?? ""
            let two = try await house.texts("SELECT id::text FROM users WHERE role = 'RECRUITER' AND status = 'Active' ORDER BY created_at, id LIMIT 2")
            try await house.run(
                "UPDATE jobs SET title = 'Secret Pilot', is_client_confidential = true, assigned_recruiter_id = \(two[0])::uuid WHERE id = \(job)")
            let other = try await house.browser(as: try #require(ID<User>(two[1]))), owner = try await house.browser(as: try #require(ID<User>(two[0])))
            let page = try await other.get("/desk/candidates/\(person)")
            #expect(page.status == 200 && page.says("Who can see this person") && !page.says("Secret Pilot"))
            #expect(!page.body.contains(#/class="number">[1-9]/#), "applications are counted that are not theirs to see")
            #expect(try await owner.get("/desk/candidates/\(person)").says("recruits for Secret Pilot"))
        }
    }

    /// Its page holds protected facts, and whoever invites may have typed an address of their own.
    @Test func whatTheLinkOfAClaimShowsIsOnRecord() async throws {
        try await withHouse { house in
            let person = try await house.id("SELECT id FROM users WHERE role = 'CANDIDATE' AND status = 'Active' ORDER BY id LIMIT 1", of: User.self)
            try await house.run("UPDATE users SET last_login = NULL, password_hash = NULL WHERE id = \(person)")
            try await house.run("DELETE FROM consents WHERE user_id = \(person)")
            try await house.run("DELETE FROM application_timeline WHERE application_id IN (SELECT id FROM applications WHERE candidate_id = \(person))")
            let link = try await SignInLinks.make(.claim, for: person, in: house.pool).text
            for _ in 0..<2 { #expect(try await house.browser().get(link).status == 200) }
            #expect(try await house.count("activity_logs", where: "action_type = 'SHOWED_PROFILE' AND entity_id = \(person)") == 1)
        }
    }

    // MARK: The trail

    /// Whoever takes a row away writes beside it that its month was removed.
    @Test func aForgedRecordOfARemovalHidesNothing() async throws {
        try await withHouse { house in
            let seals = try Audit.seals(house.pool, folder: house.folder)
            #expect(try await house.browser(.admin).post("/desk/clients", ["name": "Deleted Soon"]).status == 303)
            try await house.sealAll(seals)
            let month = try #require(try await house.text("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')"))
            try await house.behindTheBack(["DELETE FROM activity_logs WHERE action_type = 'CREATED_CLIENT' AND created_at > now() - interval '1 minute'"])
            try await house.run(
                """
                INSERT INTO activity_logs (id, action_type, severity, description, after)
                VALUES (\(UUID.v7()), 'PRUNED_ACTIVITY', 'WARN', 'Removed.', jsonb_build_object(\(month)::text, '99999'))
                """)
            try await house.sealAll(seals)
            let said = try await house.check(seals)
            #expect(said.contains("✗") && said.contains("missing"), "\(said)")
        }
    }

    /// A function with the owner's rights must not find a table of the caller's in the place of the server's own.
    @Test func theProgramsRoleBorrowsNoRightsOfTheOwner() async throws {
        try await withHouse { house in
            let program = Pool(url: house.pool.url, role: Schema.programRole, size: 1)
            defer { program.close() }
            try await program.run(
                Command(
                    """
                    CREATE FUNCTION pg_temp.lend() RETURNS name LANGUAGE plpgsql AS $$ BEGIN
                        IF current_user <> 'shortlist_program' THEN
                            EXECUTE 'GRANT UPDATE, DELETE ON public.activity_seals TO shortlist_program';
                        END IF;
                        RETURN 'shortlist_program'; END $$
                    """))
            try await program.run(Command("CREATE TEMP VIEW pg_roles AS SELECT pg_temp.lend() AS rolname"))
            try await program.run(Command("SELECT make_activity_partitions(now() - interval '60 months')"))
            #expect(try await house.text("SELECT has_table_privilege('shortlist_program', 'activity_seals', 'DELETE')::text") == "false")
        }
    }
}
