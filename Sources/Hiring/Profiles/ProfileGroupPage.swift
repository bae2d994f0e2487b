import Accounts
import Foundation
import Postgres
import Web

/// One group of a profile to be written: a short page on a phone, two columns at a desk.
struct ProfileGroupPage {
    let keeper: ProfileKeeper
    let group: ProfileGroup
    let record: ProfileRecord
    /// What was typed and could not be saved.
    var sent: Form?
    var problems: [Problem] = []
    /// How many fields were saved although others were not.
    var saved = 0
    let csrf: HTML
    let scripts: HTML

    var page: Page { keeper.frame("\(title) · \(keeper.isSelf ? "Your profile" : record.name)", body) }

    private var title: String { keeper.title(group) }

    private var body: HTML {
        """
        <main\(attribute: "class", keeper.isSelf ? "column-page" : nil)><div class="head"><div class="grow"><p class="small soft"><a href="\(keeper.home)">\(keeper.isSelf ? "Your profile" : record.name)</a></p>\
        <h1>\(title)</h1></div></div>\(problems.summary)\(savedWords)
        <form class="form sheet" method="post" action="\(keeper.edit(group))" novalidate>\(csrf)<input type="hidden" name="version" value="\(record.version)">\
        <section class="panel"><div class="body grid">\(isNamed ? input(ProfileFields.name) : .empty)\(open.html(input))</div></section>\(protected)
        <div class="bar"><button class="button primary">Save</button><a class="button" href="\(keeper.home)">\(saved > 0 ? "Back" : "Cancel")</a></div></form></main>\(scripts)
        """
    }

    private var savedWords: HTML {
        guard saved > 0 else { return .empty }
        return "<p class=\"flash good\" role=\"status\">\(saved == 1 ? "One field was" : "\(saved) fields were") saved. What is marked below was not.</p>"
    }

    private var isNamed: Bool { group == .contact && !keeper.isSelf }
    private var fields: [ProfileField] { record.fields(of: group) }
    private var open: [ProfileField] { fields.filter { !$0.isProtected } }

    /// Only the person themselves has these in their form.
    private var protected: HTML {
        let facts = fields.filter(\.isProtected)
        guard !facts.isEmpty else { return .empty }
        return """
            <section class="panel"><header><h2>Only if you like</h2></header><div class="body"><p class="small soft">Each of these is optional. They never decide: no score, no search and no summary knows them, \
            and a recruiter sees them only where a law or an employer asks, which is recorded.</p><div class="grid">\(facts.html(input))</div></div></section>
            """
    }

    private func input(_ field: ProfileField) -> HTML {
        let standing = field.typed(record[field], currency: record.currency), problem = problems.first { $0.field == field.column }?.message
        let text = problem == nil ? standing : sent?.text(of: field) ?? standing
        return FieldInput(field: field, text: text, standing: standing, problem: problem, note: keeper.note(field.column, of: record)).html
    }
}
