import Hiring
import Web

/// The form of an application: one thumb, two minutes, no account.
struct ApplyPage {
    let job: Applying.OpenJob
    var values = Form([])
    var problems: [Problem] = []
    let csrf: HTML
    let agency: String

    var page: Page { Page("Apply: \(job.title)", frame: .public, body: body) }

    private var body: HTML {
        """
        <main class="column-page"><p class="small soft"><a href="\(Link("jobs", job.slug))">\(job.title)</a> · \(job.employer)</p><h1>Apply</h1>\(problems.summary)\(again)
        <form class="form apply" method="post" action="\(Link("jobs", job.slug, "apply"))" enctype="multipart/form-data">\(csrf)\
        \(field("full_name", "Name").input(autocomplete: "name"))\(field("email", "E-mail").input(type: "email", autocomplete: "email"))\
        \(field("phone", "Phone").input(type: "tel", autocomplete: "tel"))\(field("resume", "Résumé", help: ApplyForm.fileHelp).file(endings: ".pdf,.docx,.txt,.doc,.odt,.rtf"))\
        \(field("consent", Applicant.consent(agency: agency)).check())
        <button type="submit" class="button primary wide">Send application</button></form></main>
        """
    }

    private func field(_ name: String, _ label: String, help: String? = nil) -> Field {
        Field(name, label, value: values[name], help: help, problems: problems, isRequired: true)
    }

    /// Browsers forget a chosen file when a form comes back.
    private var again: HTML {
        problems.isEmpty || problems.contains { $0.field == "resume" }
            ? .empty : "<p class=\"flash\" role=\"status\">Please choose your résumé once more: browsers do not keep it.</p>"
    }
}

/// What the stranger reads after sending. It holds nothing of the person: whoever typed somebody's address learns nothing of them.
struct ThanksPage {
    let job: Applying.OpenJob
    let outcome: Applying.Outcome

    var page: Page { Page("Application sent", frame: .public, body: body) }

    private var body: HTML {
        """
        <main class="column-page"><h1>\(title)</h1><p class="lede">\(words)</p>
        <p>We have sent a mail with a private link to the address you gave: it shows where your application stands, and lets you withdraw. If it does not come within some minutes, look among the unwanted mail.</p>
        <p><a class="button" href="\(Link("jobs"))">More jobs</a></p></main>
        """
    }

    private var title: String { outcome == .updated ? "You had already applied" : "Thank you, your application is in" }

    private var words: String {
        switch outcome {
        case .received: "Your application for \(job.title) at \(job.employer) was received."
        case .updated: "We have updated your application for \(job.title) with what you just sent."
        case .repeated: "You had already sent this a moment ago: there is one application for \(job.title) at \(job.employer), not two."
        }
    }
}

/// No more applications for this job.
struct ClosedForApplyingPage {
    let job: Applying.OpenJob

    var page: Page {
        Page(
            "\(job.title) is closed", frame: .public,
            body: """
                <main class="column-page"><h1>This job takes no more applications</h1><p class="lede">\(job.title) at \(job.employer) was filled or its time is over. Nothing was sent.</p>\
                <p><a class="button primary" href="\(Link("jobs"))">See the open jobs</a></p></main>
                """)
    }
}

/// For now the agency takes no applications at all.
struct ApplicationsPausedPage {
    let job: Applying.OpenJob

    var page: Page {
        Page(
            "Applications are closed for now", frame: .public,
            body: """
                <main class="column-page"><h1>Applications are closed for now</h1><p class="lede">We take none at the moment, for \(job.title) or any other job, and nothing was sent. The job stays here: please come back in a while.</p>\
                <p><a class="button primary" href="\(Link("jobs", job.slug))">Back to the job</a></p></main>
                """)
    }
}
