package import Background
package import Documents
package import Postgres

/// The background work of candidates: imports, vectors, duplicates, saved searches. Each adds its kinds here.
package struct CandidateWork: Sendable {
    let database: any Database
    let files: FileStore
    /// Of the installation, without a slash at the end: for letters.
    let address: String
    let agency: @Sendable () -> String
    let meaning: Meaning

    package init(database: any Database, files: FileStore, address: String, agency: @escaping @Sendable () -> String, meaning: Meaning) {
        self.database = database
        self.files = files
        self.address = address
        self.agency = agency
        self.meaning = meaning
    }

    package var handlers: [String: WorkHandler] {
        let all: [[String: WorkHandler]] = [
            Duplicates.handlers(database),
            [SearchLetters.kind: SearchLetters(database: database, address: address, agency: agency, embed: meaning.meaning(of:)).handler],
            [FileWork.kind: FileWork(database: database, files: files).handler, ErasureWork.kind: ErasureWork(database: database, files: files).handler],
            [MeaningLists.kind: MeaningLists.handler(database)],
            Importing(database: database, files: files).handlers,
        ]
        return all.reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    /// What is to be said of work of any of these kinds that was given up.
    package static let onGivenUp: GivenUpHook = { givenUp, transaction in
        try await ResumeWork.onGivenUp(givenUp, transaction)
        try await Importing.onGivenUp(givenUp, transaction)
    }
}
