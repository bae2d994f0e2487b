import Accounts
import Foundation
import Matching
import Postgres
import Web

/// Two profiles side by side: who is kept, and of each thing that differs, whose word.
struct MergePage {
    let sheet: MergeSheet
    let form: MergeForm
    let evidence: [Sameness.Evidence]
    /// Somebody said before that they are two.
    var areDifferent = false
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page { Page("\(sheet.first.name) and \(sheet.second.name)", frame: .desk(current: "candidates"), body: body) }

    private var pair: DuplicatePairs.Pair { DuplicatePairs.Pair(sheet.first.id, sheet.second.id) }
    private var place: Link { DuplicateWords.link(sheet.first.id, sheet.second.id) }

    private var body: HTML {
        """
        <main class="compare"><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "duplicates"))">Duplicates</a></p><h1>Are these one person?</h1>\
        <p class="soft">\(evidence.isEmpty ? "Nothing that both say speaks for it." : "\(evidence.words).") \(areDifferent ? "Somebody said before that they are two people." : "")</p></div>\
        \(DuplicateWords.different(pair.first, pair.second, csrf))</div>\(problems.summary)
        <form class="pairs-form" method="post" action="\(place)">\(csrf)<input type="hidden" name="version_first" value="\(sheet.first.version)"><input type="hidden" name="version_second" value="\(sheet.second.version)">
        <section class="panel pair-table">\(kept)\(sheet.differing.html(choice))</section>\(both)
        <div class="bar"><button class="button primary">Merge the two</button><a class="button quiet" href="\(Link("desk", "duplicates"))">Later</a><span class="small soft">A merge can be undone at any time.</span></div></form></main>
        """
    }

    private var kept: HTML {
        """
        <fieldset class="pair who"><legend>Which profile is kept</legend>\(["first", "second"].html { name in
            let side = name == "first" ? sheet.first : sheet.second
            return option("kept", name, isChosen: form.kept == side.id, "<b>\(side.name)</b> <a class=\"small\" href=\"\(Link("desk", "candidates", side.id.description))\">open</a>", Self.about(side))
        })</fieldset>
        """
    }

    private static func about(_ side: MergeSheet.Side) -> HTML {
        let counts = [
            side.signsIn ? "has an account" : nil, some(side.counts.applications, "application"), some(side.counts.files, "file"),
            some(side.counts.positions, "job"), some(side.counts.messages, "message"),
        ]
        return "\(Words.sentence(counts)) · here since \(Words.day(side.createdAt)) · changed \(HTML.time(side.updatedAt))"
    }

    private static func some(_ count: Int, _ word: String) -> String? { count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")" }

    private func choice(_ choice: MergeColumns.Choice) -> HTML {
        let chosen = form.chosen[choice.name] ?? form.kept, name = "choice-\(choice.name)"
        let problem = problems.first { $0.field == name }?.message
        return """
            <fieldset class="pair" id="\(name)"><legend>\(choice.label)</legend>\(["first", "second"].html { place in
                let side = place == "first" ? sheet.first : sheet.second
                return option(name, place, isChosen: chosen == side.id, MergeWords.shown(choice, of: side), MergeWords.origin(choice, of: side))
            })\(problem.map { text in "<p class=\"problem\">\(text)</p>" as HTML })</fieldset>
            """
    }

    private func option(_ name: String, _ value: String, isChosen: Bool, _ words: HTML, _ note: HTML) -> HTML {
        """
        <label class="choice"><input type="radio" name="\(name)" value="\(value)"\(flag: "checked", isChosen)><span><span class="lines">\(words)</span>\
        <span class="small soft note">\(note)</span></span></label>
        """
    }

    // MARK: What both bring

    private var both: HTML {
        let lists = MergeWords.united(sheet)
        return """
            <section class="panel"><header><h2>Kept of both</h2></header><div class="body"><dl class="facts">\(lists.html { "<dt>\($0.label)</dt><dd>\($0.words)</dd>" })\
            <dt>Work history</dt><dd>\(sheet.first.counts.positions + sheet.second.counts.positions) jobs; one that both tell of is shown once</dd>\
            <dt>Applications</dt><dd>\(applications)</dd></dl>
            <p class="small soft">Timeline, messages, files and consents follow. Other e-mails and phones become the second ones. What must not decide is kept apart as before: where only one of them told it, it stays.</p></div></section>
            """
    }

    private var applications: String {
        let all = sheet.first.counts.applications + sheet.second.counts.applications
        if sheet.shared == 0 { return "\(all)" }
        let which =
            sheet.shared == 1
            ? "one job has two of them: the one that went further stays, and gets"
            : "\(sheet.shared) jobs have two of them: those that went further stay, and get"
        return "\(all); \(which) what hangs on the other"
    }
}

/// What two profiles say, in the words of the page.
enum MergeWords {
    static func shown(_ choice: MergeColumns.Choice, of side: MergeSheet.Side) -> HTML {
        let words: String? =
            switch choice.name {
            case "pay": pay(of: side)
            case "resume": side.value("resume_file_name").text ?? (side.value("resume_sha256").isEmpty ? nil : "a file without a name")
            case "source": Words.sentence([side.value("source").text, side.value("source_detail").text])
            case "full_name", "email": side.value(choice.name).text
            default: ProfileFields[choice.name].flatMap { field in field.fitting(side.value(choice.name)).flatMap { field.shown($0) } }
            }
        guard let words, !words.isEmpty else { return "<span class=\"soft\">nothing</span>" }
        return HTML(text: words.count > 400 ? "\(words.prefix(400))…" : words)
    }

    private static func pay(of side: MergeSheet.Side) -> String {
        let currency = side.value("currency").text
        return Words.sentence([
            side.value("current_ctc").number.map { "earns \(Words.pay($0, currency))" },
            side.value("expected_ctc").number.map { "expects \(Words.pay($0, currency))" },
            side.value("is_ctc_negotiable").flag.map { $0 ? "negotiable" : "not negotiable" },
        ])
    }

    /// Who said it, and when, as far as it is known.
    static func origin(_ choice: MergeColumns.Choice, of side: MergeSheet.Side) -> HTML {
        guard choice.columns.contains(where: { !side.value($0).isEmpty }) else { return .empty }
        if choice.name == "email" { return side.signsIn ? "signs in with it" : side.isVerified ? "proved" : "" }
        let column = choice.columns.first { side.sources[$0] != nil } ?? choice.columns[0]
        let date = side.dates[column].flatMap { try? Date($0, strategy: .iso8601) }
        let words = side.sources[column].flatMap(FieldSource.init)?.words
        return "\(words ?? "")\(date.map { at in "\(words == nil ? "" : ", ")\(Words.day(at))" as HTML })"
    }

    static func united(_ sheet: MergeSheet) -> [(label: String, words: String)] {
        let lists =
            ProfileFields.all.filter(\.isList).map { field in (field.label, sheet.first.value(field.column).texts, sheet.second.value(field.column).texts) }
            + [("Tags", sheet.first.counts.tags, sheet.second.counts.tags)]
        return lists.compactMap { label, mine, theirs in
            let all = mine + theirs.filter { item in !mine.contains { $0.lowercased() == item.lowercased() } }
            return all.isEmpty ? nil : (label, all.prefix(30).joined(separator: ", ") + (all.count > 30 ? " and \(all.count - 30) more" : ""))
        }
    }
}
