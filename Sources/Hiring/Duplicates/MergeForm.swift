import Accounts
import Foundation
import Postgres
import Web

/// What somebody chose on the page of two profiles.
struct MergeForm: Sendable {
    let kept: ID<User>
    /// By choice: whose value.
    let chosen: [String: ID<User>]
    let versions: [ID<User>: Int]
    let problems: [Problem]

    /// As it is suggested, before anybody chose.
    init(suggestedFor sheet: MergeSheet, keeping kept: ID<User>? = nil) {
        let kept = kept ?? sheet.suggested
        self.kept = kept
        chosen = Dictionary(uniqueKeysWithValues: sheet.differing.map { ($0.name, sheet.suggested($0, keeping: kept)) })
        versions = [sheet.first.id: sheet.first.version, sheet.second.id: sheet.second.version]
        problems = []
    }

    /// Radio buttons hold `first` or `second`, so that choosing who is kept changes none of them.
    init(_ form: Form, _ sheet: MergeSheet) {
        var problems: [Problem] = []
        let sides = ["first": sheet.first.id, "second": sheet.second.id]
        let named = sides[form["kept"]], kept = named ?? sheet.suggested
        if named == nil { problems.append(Problem("kept", "Choose which of the two profiles is kept.")) }
        var chosen: [String: ID<User>] = [:]
        for choice in sheet.differing {
            let typed = form["choice-\(choice.name)"]
            // What nobody chose of, since it was not different when the page was shown, stays the kept one's.
            chosen[choice.name] = sides[typed] ?? kept
            if !typed.isEmpty, sides[typed] == nil { problems.append(Problem("choice-\(choice.name)", "Choose one of the two for “\(choice.label)”.")) }
        }
        if let email = chosen["email"], email != kept, sheet.side(kept).signsIn {
            problems.append(Problem("choice-email", DuplicateAnswers.signsIn(sheet.side(kept).name)))
            chosen["email"] = kept
        }
        self.kept = kept
        self.chosen = chosen
        versions = [sheet.first.id: Int(form["version_first"]) ?? -1, sheet.second.id: Int(form["version_second"]) ?? -1]
        self.problems = problems
    }

    /// The other number and address become the second ones, where there is room.
    func wish(_ sheet: MergeSheet) -> Merging.Wish {
        let gone = sheet.other(than: kept)
        var wish = Merging.Wish(kept: kept, gone: gone.id, versions: versions)
        for choice in sheet.differing where chosen[choice.name] == gone.id { wish.taking.formUnion(choice.columns) }
        // What the viewer may not see is settled by what is suggested.
        if let pay = MergeColumns.choices.first(where: { $0.name == "pay" }), !sheet.first.seesPay || !sheet.second.seesPay,
            sheet.suggested(pay, keeping: kept) == gone.id
        {
            wish.taking.formUnion(pay.columns)
        }
        // No file, but the text of one: what it says is not lost where the kept one has none.
        if sheet.side(kept).value("resume_sha256").isEmpty, gone.value("resume_sha256").isEmpty, !sheet.side(kept).hasText, gone.hasText {
            wish.taking.formUnion(MergeColumns.resume)
        }
        for (column, second) in [("phone", "alternate_phone"), ("email", "alternate_email")] {
            if let other = leftOver(column, sheet), value(second, sheet).isEmpty { wish.setting[second] = other }
        }
        if wish.taking.contains("resume_sha256"), case .text? = gone.said["resume_url"] {
            wish.setting["resume_url"] = Said(.text(Link("desk", "candidates", kept.description, "resume").text))
        }
        wish.taking.subtract(wish.setting.keys)
        return wish
    }

    private func value(_ column: String, _ sheet: MergeSheet) -> ProfileValue { sheet.side(chosen[column] ?? kept).value(column) }

    /// What one of them says and was not chosen.
    private func leftOver(_ column: String, _ sheet: MergeSheet) -> Said? {
        guard let chosen = chosen[column] else { return nil }
        let other = sheet.other(than: chosen), value = other.value(column)
        return value.isEmpty ? nil : Said(value, source: other.sources[column], date: other.dates[column])
    }
}
