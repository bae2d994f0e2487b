import Accounts
import Postgres

/// What a person's record says in one column, who said it and when.
struct Said: Codable, Hashable, Sendable {
    var value: ProfileValue
    var source: String?
    var date: String?

    init(_ value: ProfileValue, source: String? = nil, date: String? = nil) { (self.value, self.source, self.date) = (value, source, date) }

    static let nothing = Said(.nothing)
}

/// What one merge changed in the record of the person who is kept, as it is remembered.
struct MergeFields: Codable, Hashable, Sendable {
    struct Layer: Codable, Hashable, Sendable {
        var before: Said
        var after: Said
    }

    /// By column, where the other one's value was taken.
    var columns: [String: Layer] = [:]
    /// By list, what the other one's added to it.
    var added: [String: [String]] = [:]
}

/// Records that lie on each other like sheets of glass: each merge of somebody into a person lays one over what that person says, and undoing it
/// takes that very sheet out, wherever it is.
///
/// The rule it protects: after an undo everybody says what they would say if that merge had never been and all else had; only what somebody
/// wrote since stays as it was written.
struct MergeLayers: Sendable {
    struct Sheet: Sendable {
        let id: ID<Merge>
        let kept, gone: ID<User>
        var fields: MergeFields
    }

    /// Those in force, in the order in which they were made.
    private(set) var merges: [Sheet]
    /// What each record says.
    private(set) var columns: [ID<User>: [String: Said]]
    private(set) var lists: [ID<User>: [String: [String]]]
    /// Columns that somebody wrote since, and which stay.
    private(set) var edited: Set<String> = []

    init(merges: [Sheet], columns: [ID<User>: [String: Said]], lists: [ID<User>: [String: [String]]]) {
        (self.merges, self.columns, self.lists) = (merges, columns, lists)
    }

    /// Lays a sheet over the record of `kept`: in the columns of `taken` the other one's value, in the lists of both all that either says.
    /// - Parameter settled: columns that get neither's value.
    mutating func merge(
        _ gone: ID<User>, into kept: ID<User>, as id: ID<Merge>, taking taken: Set<String>, uniting united: Set<String>, setting settled: [String: Said] = [:]
    ) {
        var fields = MergeFields()
        for column in taken.union(settled.keys) {
            let layer = MergeFields.Layer(before: columns[kept]?[column] ?? .nothing, after: settled[column] ?? columns[gone]?[column] ?? .nothing)
            fields.columns[column] = layer
            columns[kept, default: [:]][column] = layer.after
        }
        for list in united {
            let mine = lists[kept]?[list] ?? [], new = Self.new(in: lists[gone]?[list] ?? [], beside: mine)
            guard !new.isEmpty else { continue }
            fields.added[list] = new
            lists[kept, default: [:]][list] = mine + new
        }
        merges.append(Sheet(id: id, kept: kept, gone: gone, fields: fields))
    }

    /// What a list has that another has not, whatever the size of its letters.
    private static func new(in list: [String], beside other: [String]) -> [String] {
        var known = Set(other.map { $0.lowercased() })
        return list.filter { known.insert($0.lowercased()).inserted }
    }

    /// Takes the sheet of a merge out.
    mutating func undo(_ id: ID<Merge>) {
        guard let place = merges.firstIndex(where: { $0.id == id }) else { return }
        for column in merges[place].fields.columns.keys.sorted() {
            guard let layer = merges[place].fields.columns[column] else { continue }
            if !show(layer.before, insteadOf: layer.after, column, above: place) { edited.insert(column) }
        }
        for (list, added) in merges[place].fields.added { for item in added { drop(item, list, above: place) } }
        merges.remove(at: place)
    }

    /// The next sheet over the same record that has this column.
    private func next(above place: Int, _ column: String) -> Int? {
        merges.indices.first { $0 > place && merges[$0].kept == merges[place].kept && merges[$0].fields.columns[column] != nil }
    }

    /// What shone through the sheet at `place` is something else now. What lies above it hides that, or takes it up.
    /// - Returns: false where somebody wrote over it.
    private mutating func show(_ new: Said, insteadOf old: Said, _ column: String, above place: Int) -> Bool {
        let kept = merges[place].kept
        if let above = next(above: place, column) {
            guard merges[above].fields.columns[column]?.before == old else { return false }
            merges[above].fields.columns[column]?.before = new
            return true
        }
        guard columns[kept]?[column] ?? .nothing == old else { return false }
        columns[kept, default: [:]][column] = new
        // Who is gone as well has handed it on.
        guard let further = merges.firstIndex(where: { $0.gone == kept }), merges[further].fields.columns[column]?.after == old else { return true }
        merges[further].fields.columns[column]?.after = new
        return show(new, insteadOf: old, column, above: further)
    }

    /// An entry of a list that came by the merge at `place` goes, unless somebody who was merged later brings it as well.
    private mutating func drop(_ item: String, _ list: String, above place: Int) {
        let kept = merges[place].kept
        guard let at = lists[kept]?[list]?.firstIndex(of: item) else { return }
        let later = merges.indices.filter { $0 > place && merges[$0].kept == kept }
        if later.contains(where: { merges[$0].fields.added[list]?.contains(item) == true }) { return }
        if let heir = later.first(where: { lists[merges[$0].gone]?[list]?.contains { $0.lowercased() == item.lowercased() } == true }) {
            merges[heir].fields.added[list, default: []].append(item)
            return
        }
        lists[kept]?[list]?.remove(at: at)
        guard let further = merges.firstIndex(where: { $0.gone == kept }), let mark = merges[further].fields.added[list]?.firstIndex(of: item) else { return }
        merges[further].fields.added[list]?.remove(at: mark)
        drop(item, list, above: further)
    }
}

/// One merge, as a row.
package enum Merge {}
