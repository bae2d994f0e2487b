import Accounts
import Foundation
import Postgres
import Web

/// `/me/erase`, `/desk/candidates/:id/erase`, and the receipts: `/erased/:number` for whoever has its number, `/desk/erasures` for the agency.
struct ErasureRoutes {
    let office: FrontOffice
    private static let pageSize = 50

    private var database: any Database { office.database }
    private var remains: Remains { Remains(office) }

    func add(to routes: Routes) {
        routes.get("/me/erase", .may(.keepOwnProfile)) { ask in try await askPerson(ask) }
        routes.post("/me/erase", .may(.keepOwnProfile), eraseMe)
        routes.get("/desk/candidates/:id/erase", .may(.eraseCandidates)) { ask in try await askColleague(ask) }
        routes.post("/desk/candidates/:id/erase", .may(.eraseCandidates), erasePerson)
        routes.get("/erased/:number", .may(.followByLink)) { ask in try await show(ask, isAtDesk: false).with("Referrer-Policy", "no-referrer") }
        routes.get("/desk/erasures", .may(.eraseCandidates), list)
        routes.get("/desk/erasures/:id", .may(.eraseCandidates)) { ask in try await show(ask, isAtDesk: true) }
    }

    // MARK: By the person

    private func askPerson(_ ask: Ask, _ form: Form = Form([]), _ problems: [Problem] = []) async throws -> Answer {
        let outlook = try await outlook(try ask.requireViewer().id)
        guard outlook.isCandidate else { return .page(EraseMePage.forStaff, json: ["is_for_candidates": true]) }
        let proof = try await Proof.of(ask, office)
        let page = EraseMePage(outlook: outlook, remains: remains, proof: proof, typed: form["confirm"], problems: problems, csrf: ask.csrf).page
        guard problems.isEmpty else { return try .again(page, problems, ask) }
        return .page(page, json: OutlookJSON(outlook, stays: remains.lines(), needsPassword: proof.isNeeded, csrf: ask.csrfToken))
    }

    private func eraseMe(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), outlook = try await outlook(viewer.id)
        guard outlook.isCandidate else { throw Refusal.conflict(EraseMePage.wordsForStaff) }
        var problems: [Problem] = []
        if !isMeant(form["confirm"], email: outlook.email) {
            problems.append(Problem("confirm", outlook.email.map { "Type \($0), or the word delete." } ?? "Type the word delete."))
        }
        if problems.isEmpty, let problem = try await Proof.of(ask, office).problem(with: form, ask, office) { problems.append(problem) }
        guard problems.isEmpty else { return try await askPerson(ask, form, problems) }
        let number = try await erase(Erasing.Request(person: viewer.id, colleague: nil, origin: ask.origin))
        return Answer.redirect(Link("erased", number.description), json: ["receipt": number.description])
            .with("Clear-Site-Data", "\"cache\", \"storage\"").settingCookie("session", "", maxAge: 0, site: office.site)
    }

    private func isMeant(_ text: String, email: String?) -> Bool {
        if text.lowercased() == "delete" { return true }
        guard let typed = EmailAddress(text), let own = email.flatMap({ EmailAddress($0) }) else { return false }
        return typed.key == own.key
    }

    // MARK: By a manager

    private func candidate(_ ask: Ask) async throws -> (id: ID<User>, outlook: Erasures.Outlook) {
        guard let id = ID<User>(try ask.path("id")) else { throw Refusal.notFound }
        let outlook = try await outlook(id)
        guard outlook.isCandidate else { throw Refusal.notFound }
        return (id, outlook)
    }

    private func askColleague(_ ask: Ask, _ form: Form = Form([]), _ problems: [Problem] = []) async throws -> Answer {
        let (id, outlook) = try await candidate(ask)
        if outlook.isErased { return try await alreadyErased(id) }
        let page = ErasePersonPage(person: id, outlook: outlook, remains: remains, form: form, problems: problems, csrf: ask.csrf).page
        guard problems.isEmpty else { return try .again(page, problems, ask) }
        return .page(page, json: OutlookJSON(outlook, stays: remains.lines(), needsPassword: false, csrf: ask.csrfToken))
    }

    private func erasePerson(_ ask: Ask, _ form: Form) async throws -> Answer {
        let (id, outlook) = try await candidate(ask), viewer = try ask.requireViewer()
        if outlook.isErased { return try await alreadyErased(id) }
        var problems: [Problem] = []
        if form["asked"].isEmpty { problems.append(Problem("asked", "Only the person themselves can ask for it.")) }
        if form["confirm"].lowercased() != "delete" { problems.append(Problem("confirm", "Type the word delete.")) }
        guard problems.isEmpty else { return try await askColleague(ask, form, problems) }
        let number = try await erase(Erasing.Request(person: id, colleague: viewer, origin: ask.origin))
        return .redirect(Link("desk", "erasures", number.description), flash: .good("Erased."), json: ["receipt": number.description])
    }

    private func alreadyErased(_ id: ID<User>) async throws -> Answer {
        // Whoever was merged into somebody is on that one's receipt.
        let everybody = try await database.all(Erasing.everybody(who: id))
        guard let root = everybody.first, let number = try await database.first(Erasures.number(of: root.id))?.value else { throw Refusal.notFound }
        return .redirect(Link("desk", "erasures", number.description), json: ["receipt": number.description])
    }

    private func erase(_ request: Erasing.Request) async throws -> ID<Erasure> {
        do { return try await Erasing.erase(request, office: office) } catch Erasing.Failure.notFound { throw Refusal.notFound }
    }

    private func outlook(_ id: ID<User>) async throws -> Erasures.Outlook {
        guard let outlook = try await database.first(Erasures.outlook(of: id)) else { throw Refusal.notFound }
        return outlook
    }

    // MARK: Receipts

    private func show(_ ask: Ask, isAtDesk: Bool) async throws -> Answer {
        guard let number = ID<Erasure>(try ask.path(isAtDesk ? "id" : "number")), let receipt = try await database.first(Erasures.receipt(number)) else {
            throw Refusal.notFound
        }
        return .page(ReceiptPage(receipt: receipt, remains: remains, isAtDesk: isAtDesk).page, json: ReceiptJSON(receipt, stays: remains.lines(receipt.kept)))
    }

    private func list(_ ask: Ask) async throws -> Answer {
        if let number = ID<Erasure>(ask.query("number")), try await database.first(Erasures.receipt(number)) != nil {
            return .redirect(Link("desk", "erasures", number.description))
        }
        let place = try ListPlace.read(ask.query("after"))
        let page = Paged(try await database.all(Erasures.newest(after: place, limit: Self.pageSize)), size: Self.pageSize) {
            ListPlace(at: $0.at, id: $0.number.uuid)
        }
        return .page(
            ErasuresPage(receipts: page.shown, next: page.next).page,
            json: ReceiptsJSON(erasures: page.shown.map { ReceiptJSON($0, stays: remains.lines($0.kept)) }, next: page.next))
    }
}

private struct OutlookJSON: Encodable, Sendable {
    let files, applications, runningApplications, messages: Int
    let stays: [String]
    let needsPassword: Bool
    let csrf: String

    init(_ outlook: Erasures.Outlook, stays: [String], needsPassword: Bool, csrf: String) {
        (files, applications, runningApplications, messages) = (outlook.files, outlook.applications, outlook.running, outlook.messages)
        (self.stays, self.needsPassword, self.csrf) = (stays, needsPassword, csrf)
    }
}

private struct ReceiptJSON: Encodable, Sendable {
    let number, askedBy: String
    let erasedAt: Date
    let removed, kept: [String: Int]
    let stays: [String]
    let filesGoneAt: Date?

    init(_ receipt: Erasures.Receipt, stays: [String]) {
        (number, askedBy, erasedAt) = (receipt.number.description, receipt.isAskedByPerson ? "person" : "staff", receipt.at)
        (removed, kept, self.stays, filesGoneAt) = (receipt.removed, receipt.kept, stays, receipt.filesGoneAt)
    }
}

private struct ReceiptsJSON: Encodable, Sendable {
    let erasures: [ReceiptJSON]
    let next: String?
}
