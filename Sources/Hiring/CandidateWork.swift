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
        let all: [[String: WorkHandler]] = [
            Duplicates.handlers(database),
            [FileWork.kind: FileWork(database: database, files: files).handler, ErasureWork.kind: ErasureWork(database: database, files: files).handler],
        ]
        return all.reduce(into: [:]) { $0.merge($1) { $1 } }
    }
}
