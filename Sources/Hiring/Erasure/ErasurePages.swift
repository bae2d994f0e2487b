import Accounts
import Foundation
import Postgres
import Web

/// A person is asked once more before everything goes.
struct EraseMePage {
    let outlook: Erasures.Outlook
    let remains: Remains
    let proof: Proof
    /// What was typed, where it is shown once more.
    var typed = ""
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page {
        PortalPage(
            "Delete everything", current: .privacy, wayBack: Link("me", "privacy"),
            body: """
                \(problems.summary)<p class="lede">Your account and what \(remains.site.name) holds about you are erased at once. This cannot be undone, and nobody here can bring it back.</p>
                <section class="panel"><header><h2>What goes</h2></header><div class="body"><ul>\(goes.html { "<li>\($0)</li>" })</ul></div></section>
                <section class="panel"><header><h2>What stays, and why</h2></header><div class="body"><ul>\(remains.lines().html { "<li>\($0)</li>" })</ul></div></section>
                <section class="panel"><header><h2>Before you go</h2></header><div class="body"><p>Would you like a copy first? <a href="\(Link("me", "data"))">Take a copy of your data</a>.</p></div></section>
                <section class="panel"><header><h2>Delete everything</h2></header>\(proof.isByMailOnly ? proof.panel(csrf, before: "erase everything") : form)</section>
                """
        ).page
    }

    static let wordsForStaff = "You work here: whoever looks after this installation closes your account. Candidates erase themselves here."
    static var forStaff: Page {
        PortalPage("Delete everything", current: .privacy, wayBack: Link("me", "privacy"), body: "<p class=\"lede\">\(wordsForStaff)</p>").page
    }

    private var goes: [String] {
        [
            "your profile, your work history and everything that was read or proposed for it",
            outlook.files == 0 ? "files: there are none" : "\(outlook.files) \(outlook.files == 1 ? "file" : "files"), from the disk too",
            "what is written in your \(outlook.applications) \(outlook.applications == 1 ? "application" : "applications"): remarks, scores, messages"
                + (outlook.running == 0
                    ? ""
                    : ". \(outlook.running) of them \(outlook.running == 1 ? "is" : "are") going on, and \(outlook.running == 1 ? "ends" : "end") for you"),
            "your ways to sign in, your sessions, private links and letters from us",
            "you are in no search, no list of duplicates and no queue any more",
        ]
    }

    private var form: HTML {
        """
        <form class="form body" method="post" action="\(Link("me", "erase"))">\(csrf)\(proof.password(problems))\
        \(Field("confirm", "Type your e-mail address, or the word delete", value: typed, problems: problems, isRequired: true).input(autocomplete: "off"))\
        <div class="row"><button class="button danger">Erase everything about me</button><a class="button" href="\(Link("me", "privacy"))">Keep it</a></div></form>
        """
    }
}

/// A manager erases somebody who asked for it in another way.
struct ErasePersonPage {
    let person: ID<User>
    let outlook: Erasures.Outlook
    let remains: Remains
    /// What was sent, where it is shown once more.
    var form = Form([])
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page { Page("Erase \(outlook.name)", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main class="column-page"><p class="small soft"><a href="\(Link("desk", "candidates", person.description))">\(outlook.name)</a></p><h1>Erase \(outlook.name)</h1>\
        <p class="lede">For somebody who asks for it by mail, on the phone or by a letter. Whoever has an account can do it themselves on their page.</p>\(problems.summary)
        <section class="panel"><header><h2>What goes</h2></header><div class="body"><p>The profile with \(outlook.files) \(outlook.files == 1 ? "file" : "files"), what is written in \(outlook.applications) \
        \(outlook.applications == 1 ? "application" : "applications"), messages among it, everything found or imported about them, their account. It cannot be undone.</p></div></section>
        <section class="panel"><header><h2>What stays, and why</h2></header><div class="body"><ul>\(remains.lines(who: "them").html { "<li>\($0)</li>" })</ul></div></section>
        <section class="panel"><header><h2>Erase</h2></header><form class="form body" method="post" action="\(Link("desk", "candidates", person.description, "erase"))">\(csrf)\
        \(Field("asked", "\(outlook.name) asked for it, and I am sure that it was them.", value: form["asked"], problems: problems, isRequired: true).check())\
        \(Field("confirm", "Type the word delete", value: form["confirm"], problems: problems, isRequired: true).input(autocomplete: "off"))\
        <div class="row"><button class="button danger">Erase for good</button><a class="button" href="\(Link("desk", "candidates", person.description))">Cancel</a></div></form></section></main>
        """
    }
}

/// At the foot of the page of a person, for those who may.
enum ErasePanel {
    static func html(of person: ID<User>, _ viewer: Viewer) -> HTML {
        guard viewer.may(.eraseCandidates) else { return .empty }
        return """
            <p class="small soft after-table">They ask to be forgotten? <a href="\(Link("desk", "candidates", person.description, "erase"))">Erase this person</a></p>
            """
    }
}

/// The receipt, for the person without signing in and for those who look after the agency.
struct ReceiptPage {
    let receipt: Erasures.Receipt
    let remains: Remains
    let isAtDesk: Bool

    var page: Page { Page("Receipt of an erasure", frame: isAtDesk ? .desk(current: "candidates") : .public, body: body) }

    private var body: HTML {
        """
        <main class="column-page">\(isAtDesk ? "<p class=\"small soft\"><a href=\"\(Link("desk", "erasures"))\">Erasures</a></p>" : HTML.empty)<h1>\(isAtDesk ? "Receipt of an erasure" : "Everything about you is erased")</h1>\
        \(isAtDesk ? HTML.empty : "<p class=\"lede\">You are signed out, and nobody here finds you any more. Keep the number, or this address.</p>")
        <section class="panel"><header><h2>Receipt</h2></header><div class="body"><dl class="facts"><dt>Number</dt><dd><code>\(receipt.number.description)</code></dd>\
        <dt>When</dt><dd>\(HTML.time(receipt.at, relative: false))</dd><dt>Asked by</dt><dd>\(receipt.isAskedByPerson ? "the person, signed in" : "the person, through somebody of the agency")</dd>\
        <dt>Files</dt><dd>\(receipt.filesGoneAt == nil ? "are being taken off the disk; this takes a moment" : "are off the disk")</dd></dl></div></section>
        <section class="panel"><header><h2>Removed</h2></header><div class="body"><ul>\(ErasureWords.removed(receipt.removed).html { "<li>\($0)</li>" })</ul></div></section>
        <section class="panel"><header><h2>What stays, and why</h2></header><div class="body"><ul>\(remains.lines(receipt.kept, who: isAtDesk ? "them" : "you").html { "<li>\($0)</li>" })</ul></div></section></main>
        """
    }
}

/// All receipts, newest first: whoever has a number finds it.
struct ErasuresPage {
    let receipts: [Erasures.Receipt]
    let next: String?

    var page: Page { Page("Erasures", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a></p><h1>Erasures</h1></div></div>\
        <form class="search-form" method="get" action="\(Link("desk", "erasures"))" role="search"><div class="field"><label for="number">Number of a receipt</label>\
        <input id="number" name="number" data-search></div><button class="button">Find</button></form>
        \(receipts.isEmpty ? HTML.empty("Nobody was erased yet", "People erase themselves on their page; a manager does it for whoever asks in another way.") : table)\
        \(HTML.pager(Link("desk", "erasures"), after: next))</main>
        """
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Number</th><th scope="col">When</th><th scope="col">Asked by</th><th scope="col">Files</th></tr></thead>\
        <tbody data-keys>\(receipts.html { receipt in
            """
            <tr><td data-label="Number"><a href="\(Link("desk", "erasures", receipt.number.description))">\(receipt.number.description)</a></td><td data-label="When">\(HTML.time(receipt.at))</td>\
            <td data-label="Asked by">\(receipt.isAskedByPerson ? "the person" : "through the agency")</td><td data-label="Files">\(receipt.filesGoneAt == nil ? "under way" : "gone")</td></tr>
            """
        })</tbody></table></div>
        """
    }
}
