import Accounts
package import Background
package import Documents
package import Postgres
package import Web

/// The desk of recruiters: queue, jobs and their boards, applications, candidates.
package struct Desk: Sendable {
    let database: any Database
    let site: Site
    let files: FileStore
    let changes: Changes
    /// What turns texts into vectors, for the search.
    let meaning: Meaning
    let skillMeanings: SkillMeanings

    package init(database: any Database, site: Site, files: FileStore, changes: Changes, meaning: Meaning) {
        self.database = database
        self.site = site
        self.files = files
        self.changes = changes
        self.meaning = meaning
        skillMeanings = SkillMeanings { texts in await meaning.meanings(of: texts) }
    }

    package func add(to routes: Routes) {
        QueueRoutes(desk: self).add(to: routes)
        JobRoutes(desk: self).add(to: routes)
        ApplicationRoutes(desk: self).add(to: routes)
        CandidateRoutes(desk: self).add(to: routes)
        ProfileRoutes(desk: self).add(to: routes)
        SuggestionRoutes().add(to: routes)
        IntakeRoutes(desk: self).add(to: routes)
        SearchRoutes(desk: self).add(to: routes)
        DuplicateRoutes(desk: self).add(to: routes)
    }

    /// The scripts that keep a page true and quick.
    func scripts(_ names: String...) -> HTML {
        names.html { "<script type=\"module\" src=\"\(site.assets.link($0))\"></script>" }
    }
}
