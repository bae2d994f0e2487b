import Postgres

extension Load {
    /// Sends the rows of the things of `range` by COPY. `told` hears how many more things were written.
    func copy(_ range: Range<Int>, into database: some Database, told: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        guard !range.isEmpty else { return }
        let chunks = Chunks(load: self, range: range, told: told).makeIterator()
        try await database.copy(into: table, columns: columns) {
            try Task.checkCancellation()
            return chunks.next()
        }
    }
}
