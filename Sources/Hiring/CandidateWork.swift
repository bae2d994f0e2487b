package import Background
package import Documents
package import Postgres

/// The background work of candidates: imports, vectors, duplicates, saved searches. Each adds its kinds here.
package struct CandidateWork: Sendable {
    let database: any Database
    let files: FileStore

    package init(database: any Database, files: FileStore) {
        self.database = database
        self.files = files
    }

    package var handlers: [String: WorkHandler] {
        let all: [[String: WorkHandler]] = [Importing(database: database, files: files).handlers]
        return all.reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    /// What is to be said of work of any of these kinds that was given up.
    package static let onGivenUp: GivenUpHook = { givenUp, transaction in
        try await ResumeWork.onGivenUp(givenUp, transaction)
        try await Importing.onGivenUp(givenUp, transaction)
    }
}
