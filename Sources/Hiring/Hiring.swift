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
    /// The meaning of a text, for the search; nil where there is no model.
    let embed: @Sendable (String) async throws -> TextMeaning?
    let skillMeanings: SkillMeanings

    package init(
        database: any Database, site: Site, files: FileStore, changes: Changes, embed: @escaping @Sendable (String) async throws -> TextMeaning? = { _ in nil }
    ) {
        self.database = database
        self.site = site
        self.files = files
        self.changes = changes
        self.embed = embed
        skillMeanings = SkillMeanings(embed: embed)
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
