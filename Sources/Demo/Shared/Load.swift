/// A table, and how the rows of one numbered thing (a candidate, a job, an application) are written into it.
struct Load: Sendable {
    let table: String
    let columns: [String]
    /// How many things there are to tell of.
    let things: Int
    /// Compared with a row of `users`, how long one thing takes to store: for an honest progress bar.
    let weight: Int
    /// Writes the rows of the things of `range`.
    let write: @Sendable (_ range: Range<Int>, _ out: inout CopyText) -> Void

    init<Row: TableRow>(
        _ row: Row.Type, things: Int, weight: Int = 1, rows: @escaping @Sendable (_ range: Range<Int>, _ write: (Row) -> Void) -> Void
    ) {
        table = Row.table
        columns = Row.columns
        self.things = things
        self.weight = weight
        write = { range, out in
            rows(range) { row in
                row.write(to: &out)
                out.endRow()
            }
        }
    }

    /// Rows that exist already.
    init<Row: TableRow>(_ list: [Row]) {
        self.init(Row.self, things: list.count) { range, write in list[range].forEach(write) }
    }
}

extension Plan {
    /// Every table but `system_settings`, in an order that foreign keys allow.
    func loads(_ meanings: DemoMeanings? = nil) -> [Load] {
        let vectors = SkillVectors(meanings)
        return [
            Load(staff.rows), Load(leads), Load(clients), Load(SalesMaker.tasks(leads, seed: seed, now: now)),
            Load(jobs.map { jobRow($0, vectors) }), Load(Desk.postings(max(8, scale / 250), seed: seed, now: now)),
            Load(UserRow.self, things: candidates) { range, write in
                for number in range { write(sketch(number).user()) }
            },
            Load(ProfileRow.self, things: candidates, weight: 40) { range, write in
                for number in range { write(Profile.row(sketch(number), seed: seed, now: now, vectors: vectors)) }
            },
            Load(WorkRow.self, things: candidates, weight: 4) { range, write in
                for number in range {
                    let person = sketch(number)
                    Career(person, seed: seed, now: now).rows(of: person).forEach(write)
                }
            },
            Load(ApplicationRow.self, things: applications, weight: 3) { range, write in
                each(range) { write($0.row) }
            },
            Load(TimelineRow.self, things: applications, weight: 4) { range, write in
                each(range) { $0.timeline().forEach(write) }
            },
            Load(ChatRow.self, things: applications) { range, write in
                each(range) { $0.chat().forEach(write) }
            },
            Load(ActivityRow.self, things: applications, weight: 2) { range, write in
                each(range) { write($0.activity()) }
            },
            Load(Desk.activity(jobs.map(\.opening.row), clients, staff, seed: seed, now: now)), Load(Desk.actions(self)),
        ]
    }

    private func jobRow(_ job: JobSketch, _ vectors: SkillVectors) -> JobRow {
        var row = job.opening.row
        row.vector = vectors.vector(job.opening.wanted.required, trade: job.trade)
        row.vectorModel = vectors.model
        return row
    }

    /// The applications numbered by `range`, across jobs.
    private func each(_ range: Range<Int>, _ body: (Applied) -> Void) {
        guard let start = range.first, var job = firstApplication.lastIndex(where: { $0 <= start }) else { return }
        for number in range {
            while number >= firstApplication[job + 1] { job += 1 }
            body(applied(job: job, place: number - firstApplication[job]))
        }
    }
}

/// COPY text in pieces of some 64 KB, made while they are asked for.
struct Chunks: Sequence, Sendable {
    let load: Load
    let range: Range<Int>
    /// Told how many more things are written.
    let told: @Sendable (Int) -> Void

    func makeIterator() -> AnyIterator<[UInt8]> {
        var next = range.lowerBound
        var out = CopyText(capacity: 80 << 10)
        return AnyIterator {
            guard next < range.upperBound else { return nil }
            let start = next
            while next < range.upperBound && out.count < 64 << 10 {
                let end = Swift.min(next + 8, range.upperBound)
                load.write(next..<end, &out)
                next = end
            }
            told(next - start)
            return out.take()
        }
    }
}
