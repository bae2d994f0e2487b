import Postgres

extension Load {
    /// Sends the rows of the things of `range` by COPY. `told` hears how many more things were written.
    /// - Parameter searchIsLater: the rows that people are found by are written by `SearchRows` at the end.
    func copy(_ range: Range<Int>, into database: some Database, searchIsLater: Bool = false, told: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        guard !range.isEmpty else { return }
        let chunks = Chunks(load: self, range: range, told: told).makeIterator()
        try await database.transaction { transaction in
            if searchIsLater { try await transaction.run(Command("SET LOCAL shortlist.search = 'later'")) }
            _ = try await transaction.copy(into: table, columns: columns) {
                try Task.checkCancellation()
                return chunks.next()
            }
        }
    }
}
