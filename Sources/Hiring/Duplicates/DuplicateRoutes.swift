import Accounts
import Foundation
import Matching
import Postgres
import Web

/// `/desk/duplicates`: who may be one person, merging them, and undoing it.
struct DuplicateRoutes {
    let desk: Desk

    private var database: any Database { desk.database }

    func add(to routes: Routes) {
        routes.get("/desk/duplicates", .may(.mergeCandidates), queue)
        routes.post("/desk/duplicates/sweep", .may(.mergeCandidates), sweep)
        routes.get("/desk/duplicates/merges", .may(.mergeCandidates), merges)
        routes.get("/desk/duplicates/:first/:second", .may(.mergeCandidates), compare)
        routes.post("/desk/duplicates/:first/:second", .may(.mergeCandidates), merge)
        routes.post("/desk/duplicates/:first/:second/different", .may(.mergeCandidates), different)
        routes.post("/desk/merges/:merge/undo", .may(.mergeCandidates), undo)
    }

    // MARK: Lists

    private func queue(_ ask: Ask) async throws -> Answer {
        let after = ask.query("after"), place = DuplicateQueue.Place(after)
        guard after.isEmpty || place != nil else { throw Refusal.malformed("This link to the next page is broken. Start again at the first page.") }
        let lines = try await database.all(DuplicateQueue.waiting(after: place, limit: DuplicateQueue.pageSize))
        let shown = Array(lines.prefix(DuplicateQueue.pageSize)), next = lines.count > shown.count ? shown.last?.place.text : nil
        let waiting = try await database.one(DuplicateQueue.count).value
        let page = DuplicateQueuePage(lines: shown, next: next, waiting: waiting, sweep: try await database.first(DuplicateQueue.sweep), csrf: ask.csrf)
        return .page(page.page, json: DuplicatesJSON(pairs: shown.map(DuplicatesJSON.Pair.init), next: next))
    }

    private func sweep(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        try await database.transaction { transaction in
            try await Duplicates.enqueueSweep(in: transaction)
            try await transaction.run(
                ActivityLog.recording("LOOKED_FOR_DUPLICATES", by: viewer.id, "\(viewer.name) had everyone looked through for duplicates.", from: ask.origin))
        }
        return .redirect(Link("desk", "duplicates"), flash: .good("Everyone is being looked through. What is found appears here."))
    }

    private func merges(_ ask: Ask) async throws -> Answer {
        let place = try ListPlace.read(ask.query("after"))
        let page = Paged(try await database.all(Merges.newest(after: place, limit: 25)), size: 25) { ListPlace(at: $0.at, id: $0.id.uuid) }
        return .page(
            MergeListPage(merges: page.shown, next: page.next, csrf: ask.csrf).page,
            json: MergesJSON(merges: page.shown.map(MergesJSON.Line.init), next: page.next))
    }

    // MARK: Two people

    private func pair(_ ask: Ask) throws -> DuplicatePairs.Pair {
        guard let first = ID<User>(try ask.path("first")), let second = ID<User>(try ask.path("second")), first != second else { throw Refusal.notFound }
        return DuplicatePairs.Pair(first, second)
    }

    /// Nil where one of them is somebody else by now: then there is a better address.
    private func sheet(_ pair: DuplicatePairs.Pair, _ ask: Ask) async throws -> MergeSheet? {
        guard let sheet = try await MergeSheet.read(pair, for: try ask.requireViewer(), in: database), !sheet.first.isErased, !sheet.second.isErased else {
            throw Refusal.notFound
        }
        return sheet.first.mergedInto == nil && sheet.second.mergedInto == nil ? sheet : nil
    }

    /// The same two, as who they are by now.
    private func elsewhere(_ pair: DuplicatePairs.Pair) async throws -> Answer {
        let first = try await database.one(Merges.kept(of: pair.first)).value, second = try await database.one(Merges.kept(of: pair.second)).value
        if first == second { return .redirect(Link("desk", "candidates", first.description), flash: .good("The two are one person already: this one.")) }
        return .redirect(DuplicateWords.link(first, second), flash: .bad("One of the two was merged into somebody else meanwhile. Compare these two."))
    }

    private func compare(_ ask: Ask) async throws -> Answer {
        let pair = try pair(ask)
        guard let sheet = try await sheet(pair, ask) else { return try await elsewhere(pair) }
        let page = try await page(sheet, MergeForm(suggestedFor: sheet), [], ask)
        return Answer.page(page.page, json: MergeJSON(sheet, page.form, page.evidence, csrf: ask.csrfToken)).keepingWhatIsTyped()
    }

    private func page(_ sheet: MergeSheet, _ form: MergeForm, _ problems: [Problem], _ ask: Ask) async throws -> MergePage {
        let pair = DuplicatePairs.Pair(sheet.first.id, sheet.second.id)
        let known = try await database.first(DuplicateQueue.pair(pair))
        let said = try await DuplicatePairs.saidDifferent(about: [pair.first.uuid], in: database)[pair] != nil
        return MergePage(sheet: sheet, form: form, evidence: known?.evidence ?? [], areDifferent: said, problems: problems, csrf: ask.csrf)
    }

    private func merge(_ ask: Ask, _ form: Form) async throws -> Answer {
        let pair = try pair(ask)
        guard let sheet = try await sheet(pair, ask) else { return try await elsewhere(pair) }
        let chosen = MergeForm(form, sheet)
        guard chosen.problems.isEmpty else { return try .again(try await page(sheet, chosen, chosen.problems, ask).page, chosen.problems, ask) }
        do {
            let id = try await Merging.merge(chosen.wish(sheet), by: try ask.requireViewer(), from: ask.origin, in: database)
            let gone = sheet.other(than: chosen.kept)
            return .redirect(
                Link("desk", "candidates", chosen.kept.description),
                flash: .good("\(gone.name) is merged into this profile. It can be undone at any time, further down."),
                json: ["merge": id.description, "kept": chosen.kept.description])
        } catch Merging.Failure.changed {
            guard let sheet = try await self.sheet(pair, ask) else { return try await elsewhere(pair) }
            let problems = [
                Problem("kept", "Somebody changed one of the two profiles since you opened this page. Look at them once more; your choices are still made.")
            ]
            return try .again(try await page(sheet, MergeForm(form, sheet), problems, ask).page, problems, ask)
        } catch let failure as Merging.Failure {
            return try await answer(failure, pair)
        }
    }

    private func answer(_ failure: Merging.Failure, _ pair: DuplicatePairs.Pair) async throws -> Answer {
        switch failure {
        case .oneAlready, .isSomebodyElse: return try await elsewhere(pair)
        default: throw DuplicateAnswers.refusal(failure)
        }
    }

    private func different(_ ask: Ask, _ form: Form) async throws -> Answer {
        let pair = try pair(ask), viewer = try ask.requireViewer()
        guard let sheet = try await sheet(pair, ask) else { return try await elsewhere(pair) }
        try await database.transaction { transaction in
            try await transaction.run(DuplicatePairs.deciding(pair, "different", by: viewer.id))
            try await transaction.run(
                ActivityLog.recording(
                    "SAID_DIFFERENT", by: viewer.id, of: ("candidate", pair.first.uuid),
                    "\(viewer.name) said that \(sheet.first.name) and \(sheet.second.name) are two people.",
                    change: .init(before: ["different_from": nil], after: ["different_from": pair.second.description]), from: ask.origin))
        }
        let back = ID<User>(form["back"]).map { Link("desk", "candidates", $0.description) } ?? Link("desk", "duplicates")
        return .redirect(
            back,
            flash: .good("\(sheet.first.name) and \(sheet.second.name) are two people. They are not proposed again, unless something new makes it certain."))
    }

    private func undo(_ ask: Ask, _ form: Form) async throws -> Answer {
        guard let id = ID<Merge>(try ask.path("merge")) else { throw Refusal.notFound }
        do {
            let undone = try await Merging.undo(id, areDifferent: !form["different"].isEmpty, by: try ask.requireViewer(), from: ask.origin, in: database)
            return .redirect(
                Link("desk", "candidates", undone.kept.description), flash: .good(DuplicateAnswers.undone(undone)),
                json: UndoneJSON(kept: undone.kept.description, gone: undone.gone.description, editedSince: undone.edited))
        } catch Merging.Failure.notThere {
            throw Refusal.notFound
        } catch let failure as Merging.Failure {
            throw DuplicateAnswers.refusal(failure)
        }
    }
}

enum DuplicateAnswers {
    static func signsIn(_ name: String) -> String {
        "\(name) signs in with their own address: another one would give whoever reads it the keys. Keep the other profile instead, or let \(name) change it."
    }

    static func refusal(_ failure: Merging.Failure) -> Refusal {
        switch failure {
        case .notThere, .same: .notFound
        case .erased(let name): .gone("\(name) was erased, with all that a merge had kept. There is nothing to merge or to undo any more.")
        case .oneAlready: .conflict("The two are one person already. Nothing was changed.")
        case .isSomebodyElse(let name, _): .conflict("\(name) was merged into somebody else a moment ago. Nothing was changed: look again.")
        case .changed: .conflict("Somebody changed these people at the same moment. Nothing was changed: try again.")
        case .signsIn(let name): .invalid([Problem("choice-email", signsIn(name))])
        case .undoneAlready: .conflict("This merge was undone already. Nothing was changed.")
        }
    }

    static func undone(_ undone: Merging.Undone) -> String {
        let labels = undone.edited.map { column in
            ProfileFields[column]?.label ?? ["full_name": "Name", "email": "E-mail"][column]
                ?? (MergeColumns.resume.contains(column) ? "Résumé" : column.replacing("_", with: " "))
        }
        let names = Set(labels).sorted().joined(separator: ", ")
        return "\(undone.goneName) stands alone again.\(names.isEmpty ? "" : " Changed here since the merge, and so left as they are: \(names).")"
    }
}

private struct DuplicatesJSON: Encodable, Sendable {
    struct Pair: Encodable, Sendable {
        let first, firstName, second, secondName, evidence: String
        let isCertain: Bool
        let score: Float

        init(_ line: DuplicateQueue.Line) {
            (first, firstName, second, secondName) = (line.first.id.description, line.first.name, line.second.id.description, line.second.name)
            (evidence, isCertain, score) = (line.evidence.words, line.isCertain, line.score)
        }
    }

    let pairs: [Pair]
    let next: String?
}

private struct MergesJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let id, kept, gone, keptName, goneName: String
        let mergedAt: Date
        let undoneAt: Date?

        init(_ line: Merges.Line) {
            (id, kept, gone, keptName, goneName) = (line.id.description, line.root.description, line.gone.description, line.keptName, line.goneName)
            (mergedAt, undoneAt) = (line.at, line.undoneAt)
        }
    }

    let merges: [Line]
    let next: String?
}

private struct MergeJSON: Encodable, Sendable {
    let first, second, kept, evidence, csrf: String
    let versionFirst, versionSecond: Int
    let choices: [String: String]

    init(_ sheet: MergeSheet, _ form: MergeForm, _ evidence: [Sameness.Evidence], csrf: String) {
        (first, second, self.csrf, self.evidence) = (sheet.first.id.description, sheet.second.id.description, csrf, evidence.words)
        kept = form.kept == sheet.first.id ? "first" : "second"
        (versionFirst, versionSecond) = (sheet.first.version, sheet.second.version)
        choices = form.chosen.mapValues { $0 == sheet.first.id ? "first" : "second" }
    }
}

private struct UndoneJSON: Encodable, Sendable {
    let kept, gone: String
    let editedSince: [String]
}
