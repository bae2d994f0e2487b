import Demo
import Foundation
import Postgres
import TestKit
import Testing

/// The promises of the public board, through HTTP and a real database.
@Suite("The public job board")
struct JobBoardTests {
    @Test func theListShowsOpenJobsOnlyAndTheSameAsJSON() async throws {
        try await withBoard { board in
            let page = try await board.get("/jobs")
            #expect(page.status == 200)
            let list = try await board.json("/api/v1/jobs")
            let jobs = try #require(list["jobs"] as? [[String: Any]])
            let open = try await board.pool.one(Query<One<Int>>("SELECT count(*) FROM jobs WHERE status IN ('Sourcing', 'Interview', 'Offer')")).value
            #expect(jobs.count == open)
            for job in jobs { #expect(page.text.contains("/jobs/\(job["slug"] as? String ?? "?")\"")) }
            let drafts = try await board.pool.all(Query<One<String>>("SELECT slug_url FROM jobs WHERE status IN ('Draft', 'Closed')"))
            for draft in drafts { #expect(!page.text.contains(draft.value)) }
        }
    }

    @Test func searchFindsByTitleAndSkillAndSaysWhenNothingFits() async throws {
        try await withBoard { board in
            #expect(try await board.get("/jobs?q=kubernetes").text.contains("DevOps"))
            #expect(!(try await board.get("/jobs?q=kubernetes").text.contains("Product Designer")))
            let none = try await board.get("/jobs?q=%3Cscript%3Ealert(1)%3C/script%3E")
            #expect(none.status == 200)
            #expect(none.text.contains("No open job fits") && !none.text.contains("<script>alert"))
        }
    }

    @Test func pagingShowsEachJobOnce() async throws {
        try await withBoard { board in
            try await board.pool.run(
                Command(
                    """
                    INSERT INTO jobs (id, client_id, title, slug_url, status, published_at)
                    SELECT gen_random_uuid(), (SELECT min(id::text)::uuid FROM clients), 'Clerk ' || n, 'clerk-' || n, 'Sourcing', now() - n * interval '1 minute'
                    FROM generate_series(1, 60) AS n
                    """))
            var (slugs, path): ([String], String?) = ([], "/api/v1/jobs")
            while let place = path {
                let list = try await board.json(place)
                slugs += (list["jobs"] as? [[String: Any]] ?? []).compactMap { $0["slug"] as? String }
                path = (list["next"] as? String).map { "/api/v1/jobs?after=\($0)" }
            }
            #expect(slugs.count > 60 && Set(slugs).count == slugs.count)
            #expect(try await board.get("/jobs?after=nonsense").status == 400)
        }
    }

    @Test(arguments: ["On-site", "Remote", "Hybrid"]) func structuredDataSatisfiesGoogle(mode: String) async throws {
        try await withBoard { board in
            let slug = try await board.pool.one(
                Query<One<String>>("SELECT slug_url FROM jobs WHERE status IN ('Sourcing', 'Interview', 'Offer') AND work_mode = \(mode) LIMIT 1")
            ).value
            let posting = try await board.posting("/jobs/\(slug)")
            for name in ["title", "description", "datePosted", "hiringOrganization"] { #expect(posting[name] != nil, "\(name) is missing") }
            if mode == "Remote" {
                #expect(posting["jobLocationType"] as? String == "TELECOMMUTE" && posting["jobLocation"] == nil)
                #expect(posting["applicantLocationRequirements"] != nil)
            } else {
                #expect(posting["jobLocationType"] == nil)
                let places = try #require(posting["jobLocation"] as? [[String: Any]])
                #expect(!places.isEmpty)
                for place in places { #expect((place["address"] as? [String: Any])?["addressCountry"] != nil) }
            }
        }
    }

    @Test func payIsSaidOnlyWhereTheEmployerSaysIt() async throws {
        try await withBoard { board in
            let silent = try await board.pool.one(
                Query<One<String>>("SELECT slug_url FROM jobs WHERE status = 'Sourcing' AND min_salary IS NULL AND max_salary IS NULL LIMIT 1")
            ).value
            #expect(try await board.posting("/jobs/\(silent)")["baseSalary"] == nil)
        }
    }

    @Test func aHostileTitleStaysText() async throws {
        try await withBoard { board in
            try await board.pool.run(
                Command(
                    "UPDATE jobs SET title = '</script><script>alert(1)</script>' WHERE status = 'Sourcing' AND slug_url = (SELECT max(slug_url) FROM jobs WHERE status = 'Sourcing')"
                ))
            let slug = try await board.pool.one(Query<One<String>>("SELECT max(slug_url) FROM jobs WHERE status = 'Sourcing'")).value
            let page = try await board.get("/jobs/\(slug)")
            #expect(!page.text.contains("<script>alert") && page.text.contains("&lt;script&gt;alert"))
            #expect(try await board.posting("/jobs/\(slug)")["title"] as? String == "</script><script>alert(1)</script>")
        }
    }

    @Test func aCombiningMarkBehindABracketHidesItFromNoEscaping() async throws {
        try await withBoard { board in
            let slug = try await board.pool.one(Query<One<String>>("SELECT max(slug_url) FROM jobs WHERE status = 'Sourcing'")).value
            try await board.pool.run(Command("UPDATE jobs SET job_summary = \("a <\u{301}script>alert(1)") WHERE slug_url = \(slug)"))
            let description = try #require(try await board.posting("/jobs/\(slug)")["description"] as? String)
            #expect(description.unicodeScalars.starts(with: "<p>a &lt;\u{301}script&gt;".unicodeScalars))
        }
    }

    @Test func aClosedJobSaysSoForAMonthThenIsGone() async throws {
        try await withBoard { board in
            let slug = try await board.pool.one(Query<One<String>>("SELECT max(slug_url) FROM jobs WHERE status = 'Closed'")).value
            try await board.pool.run(Command("UPDATE jobs SET closed_at = now() - interval '2 days' WHERE slug_url = \(slug)"))
            let page = try await board.get("/jobs/\(slug)")
            #expect(page.status == 200 && page.text.contains("This job is closed") && !page.text.contains("application/ld+json"))
            #expect(!(try await board.get("/sitemap.xml").text.contains(slug)))
            try await board.pool.run(Command("UPDATE jobs SET closed_at = now() - interval '31 days' WHERE slug_url = \(slug)"))
            #expect(try await board.get("/jobs/\(slug)").status == 410)
        }
    }

    @Test func aDraftAndAnUnknownAddressAreNotFound() async throws {
        try await withBoard { board in
            let draft = try await board.pool.one(Query<One<String>>("SELECT slug_url FROM jobs WHERE status = 'Draft' LIMIT 1")).value
            for path in ["/jobs/\(draft)", "/jobs/no-such-job", "/nowhere"] { #expect(try await board.get(path).status == 404) }
            let problem = try await board.get("/api/v1/jobs/no-such-job")
            #expect(problem.status == 404 && problem.type == "application/problem+json")
        }
    }

    @Test func aClientThatWantsToStayUnnamedIsNotNamed() async throws {
        try await withBoard { board in
            let row = try await board.pool.one(Query<One<String>>("SELECT max(slug_url) FROM jobs WHERE status = 'Sourcing' AND NOT is_client_confidential"))
            try await board.pool.run(Command("UPDATE jobs SET is_client_confidential = true WHERE slug_url = \(row.value)"))
            try await board.pool.run(
                Command(
                    "UPDATE clients SET name = 'Very Secret Ltd', website = 'https://secret.example' WHERE id = (SELECT client_id FROM jobs WHERE slug_url = \(row.value))"
                ))
            for path in ["/jobs/\(row.value)", "/api/v1/jobs/\(row.value)"] {
                let page = try await board.get(path).text.lowercased()
                #expect(!page.contains("secret"))
            }
        }
    }

    @Test func aDatabaseThatIsAwayIsAnApologyAndNoCrash() async throws {
        try await withBoard { board in
            #expect(try await board.get("/jobs").status == 200)
            try await TestCluster.shared.drop(board.pool.url)
            let page = try await board.get("/jobs")
            #expect(page.status == 503 && page.text.contains("try again in a moment"))
            #expect(try await board.get("/api/v1/jobs").type == "application/problem+json")
        }
    }
}
