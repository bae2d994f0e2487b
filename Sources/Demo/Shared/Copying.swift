import Postgres

extension Load {
    /// Sends the rows of the things of `range` by COPY. `told` hears how many more things were written.
    /// - Parameter isLarge: the rows that people are found by are written by `SearchRows` at the end, and nobody is looked for twice.
    func copy(_ range: Range<Int>, into database: some Database, isLarge: Bool = false, told: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        guard !range.isEmpty else { return }
        let chunks = Chunks(load: self, range: range, told: told).makeIterator()
        try await database.transaction { transaction in
            if isLarge {
                for follower in ["search", "duplicates"] { try await transaction.run(Command("SET LOCAL \(raw: "shortlist.\(follower)") = 'later'")) }
            }
            _ = try await transaction.copy(into: table, columns: columns) {
                try Task.checkCancellation()
                return chunks.next()
            }
        }
    }
}
