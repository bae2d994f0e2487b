import Accounts
import Foundation
import Hiring
import Postgres
import Testing

/// Moving a card: written down whole, seen by others at once, and never over another person's move.
@Suite("Moving", .fewAtATime) struct MovingTests {
    /// A new application on the board of an open job, and the path that moves it.
    private func withCard(
        _ body: @escaping @Sendable (_ house: RunningHouse, _ card: ID<Application>, _ path: String) async throws -> Void
    ) async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            let card = try await house.application()
            try await body(house, card, "/desk/applications/\(card)/stage")
        }
    }

    private func steps(_ house: RunningHouse, _ card: ID<Application>) async throws -> Int {
        try await house.count("application_timeline", where: "application_id = \(card) AND previous_status IS NOT NULL")
    }

    private func activities(_ house: RunningHouse, _ card: ID<Application>) async throws -> Int {
        try await house.count("activity_logs", where: "entity_id = \(card) AND action_type = 'MOVED_APPLICATION'")
    }

    @Test func ofTwoWhoMoveTheSameCardAtOnceTheSecondIsTold() async throws {
        try await withCard { house, card, path in
            let one = try await house.browser(.admin), two = try await house.browser(.manager)
            let (first, second) = (try await one.token(), try await two.token())
            for turn in 1...5 {
                let (a, b) = turn.isMultiple(of: 2) ? ("New", "Offer") : ("Screening", "Interview")
                async let left = one.post(path, ["status": a, "version": "\(turn)"], csrf: first)
                async let right = two.post(path, ["status": b, "version": "\(turn)"], csrf: second)
                let (toA, toB) = (try await left, try await right)
                #expect([toA.status, toB.status].sorted() == [303, 409])
                let (won, lost) = toA.status == 303 ? (a, toB) : (b, toA)
                #expect(lost.says("A colleague moved this card to \(won)") && lost.says("Nothing of yours was changed"))
                #expect(try await house.text("SELECT status || ' ' || version FROM applications WHERE id = \(card)") == "\(won) \(turn + 1)")
                #expect(try await steps(house, card) == turn)
                #expect(try await activities(house, card) == turn)
            }
        }
    }

    @Test func aSecondClickMovesNothing() async throws {
        try await withCard { house, card, path in
            let admin = try await house.browser(.admin)
            #expect(try await admin.post(path, ["status": "Screening", "version": "1"]).status == 303)
            let before = try await house.everything()
            for version in ["1", "2", ""] { #expect(try await admin.post(path, ["status": "Screening", "version": version]).status == 303) }
            #expect(try await house.everything() == before)
            #expect(try await steps(house, card) == 1)
        }
    }

    @Test func aStaleVersionIsRefusedAndNoVersionMovesAnyway() async throws {
        try await withCard { house, card, path in
            let admin = try await house.browser(.admin)
            #expect(try await admin.post(path, ["status": "Screening"]).status == 303)
            #expect(try await admin.post(path, ["status": "Offer", "version": "1"]).status == 409)
            #expect(try await admin.post("\(path)?version=1", ["status": "Offer"]).status == 409, "the version of the board's form is not looked at")
            #expect(try await house.text("SELECT status::text FROM applications WHERE id = \(card)") == "Screening")
            let moved = try await admin.post(path, ["status": "Offer", "version": "2", "back": "application"])
            #expect(moved.status == 303 && moved.location == "/desk/applications/\(card)")
            #expect(try await admin.get("/desk/applications/\(card)").says("Moved to Offer."))
        }
    }

    @Test func whatIsNoStageIsRefusedWithTheStages() async throws {
        try await withCard { house, card, path in
            let admin = try await house.browser(.admin), before = try await house.everything()
            for status in ["", "Hired", "new", "<script>alert(1)</script>"] {
                let refused = try await admin.post(path, ["status": status])
                #expect(refused.status == 422 && refused.says("Choose one of New, Screening, Interview, Offer, Rejected, Withdrawn."), "\(status)")
            }
            #expect(try await house.everything() == before)
            #expect(try await admin.post("/desk/applications/\(ID<Application>())/stage", ["status": "Offer"]).status == 404)
            #expect(try await admin.post("/desk/applications/nonsense/stage", ["status": "Offer"]).status == 404)
        }
    }

    @Test func aProgramMovesByJSON() async throws {
        try await withCard { house, card, path in
            let admin = try await house.browser(.admin)
            let moved = try await admin.postJSON("/api/v1\(path)", #"{"status": "Offer", "version": 1}"#)
            #expect(moved.status == 200 && moved.header("Content-Type") == "application/json")
            #expect(moved.json["status"] as? String == "Offer" && moved.json["version"] as? Int == 2 && moved.json["id"] as? String == card.description)
            let late = try await admin.postJSON("/api/v1\(path)", #"{"status": "New", "version": 1}"#)
            #expect(late.status == 409 && late.header("Content-Type") == "application/problem+json")
            #expect((late.json["detail"] as? String)?.contains("moved this card to Offer") == true)
            #expect(try await admin.postJSON("/api/v1\(path)", #"{"status": "Gone"}"#).status == 422)
            #expect(try await admin.postJSON("/api/v1\(path)", "[]").status == 400)
            #expect(try await admin.postJSON(path, #"{"status": "New"}"#).status == 400, "a page takes JSON, which needs no token")
            #expect(try await house.text("SELECT status::text FROM applications WHERE id = \(card)") == "Offer")
        }
    }

    @Test func everyMoveIsInTheTimelineAndInTheJournal() async throws {
        try await withCard { house, card, path in
            let admin = try await house.browser(.admin), way = ["Screening", "Interview", "Offer", "Rejected", "New"]
            for (place, stage) in way.enumerated() {
                #expect(try await admin.post(path, ["status": stage, "version": "\(place + 1)", "remarks": "Because \(place)."]).status == 303)
            }
            let name = try #require(try await house.text("SELECT full_name FROM users WHERE role = 'ADMIN' ORDER BY created_at, id LIMIT 1"))
            let timeline = try await house.texts(
                """
                SELECT previous_status || ' > ' || new_status || ', ' || full_name || ': ' || remarks FROM application_timeline
                JOIN users ON users.id = changed_by WHERE application_id = \(card) AND previous_status IS NOT NULL
                ORDER BY application_timeline.created_at, application_timeline.id
                """)
            #expect(timeline == zip(["New"] + way, way).enumerated().map { "\($1.0) > \($1.1), \(name): Because \($0)." })
            let journal = try await house.texts(
                """
                SELECT description FROM activity_logs WHERE entity_id = \(card) AND action_type = 'MOVED_APPLICATION' AND ip_address IS NOT NULL
                AND request_id IS NOT NULL ORDER BY created_at, id
                """)
            #expect(journal == zip(["New"] + way, way).map { "\(name) moved Lata Kulkarni from \($0) to \($1)." })
            let page = try await admin.get("/desk/applications/\(card)")
            #expect(page.says("Rejected → New") && page.says("Because 4."))
            let follow = try await house.browser().get(try await house.privateLink())
            #expect(!follow.says("Because") && !follow.says(name), "the candidate reads what is for colleagues")
        }
    }

    @Test func anotherBrowserHearsOfItWithinASecond() async throws {
        try await withCard { house, card, path in
            let (slug, job) = try await house.openJob(), owner = try await house.owner(of: job)
            let mover = try await house.browser(.admin), watcher = try await house.browser(as: owner)
            let board = try await house.hearing(watcher, "/desk/jobs/\(job)/events", topic: "job:\(job)")
            let page = try await house.hearing(watcher, "/desk/applications/\(card)/events", topic: "job:\(job)")
            let queue = try await house.hearing(watcher, "/desk/events", topic: "queue:\(owner)")
            let elsewhere = try await house.hearing(mover, "/desk/events", topic: "queue:\(try await house.pool.one(Users.first(of: .admin)).id)")
            let token = try await mover.token()
            var (boards, pages, queues) = (board.count, page.count, queue.count)
            let quiet = elsewhere.count
            #expect(try await mover.post(path, ["status": "Interview"], csrf: token).status == 303)
            #expect(try await board.next(after: boards, within: .seconds(1)) != nil)
            #expect(try await page.next(after: pages, within: .seconds(1)) != nil)
            try await Task.sleep(for: .milliseconds(50))
            (boards, pages, queues) = (board.count, page.count, queue.count)
            #expect(try await house.browser().apply(slug, ["email": "second@example.com"]).status == 303)
            #expect(try await queue.next(after: queues, within: .seconds(1)) != nil)
            #expect(try await board.next(after: boards, within: .seconds(1)) != nil)
            #expect(elsewhere.count == quiet, "another person's queue is told of it")
            for hearing in [board, page, queue, elsewhere] { hearing.end() }
        }
    }
}
