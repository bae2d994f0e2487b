package import Foundation
package import Web

/// Where a page of a list by time ended: microseconds since 1970 and an identity, so that a new row neither repeats nor hides one.
package struct ListPlace: Sendable, Hashable {
    package let at: Date
    package let id: UUID

    package init(at: Date, id: UUID) { (self.at, self.id) = (at, id) }

    package var text: String { "\(Int64((at.timeIntervalSince1970 * 1_000_000).rounded()))-\(id.uuidString.lowercased())" }

    package static var broken: Refusal { .malformed("This link to the next page is broken. Start again at the first page.") }

    package static func read(_ text: String) throws(Refusal) -> ListPlace? {
        if text.isEmpty { return nil }
        let parts = text.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let time = Int64(parts[0]), abs(time) < 1 << 60, let id = UUID(uuidString: String(parts[1])) else {
            throw broken
        }
        return ListPlace(at: Date(timeIntervalSince1970: Double(time) / 1_000_000), id: id)
    }
}

/// One page of a list, and where the next begins.
package struct Paged<Line: Sendable>: Sendable {
    package let shown: [Line]
    /// For `?after=`; nil on the last page.
    package let next: String?

    /// - Parameter lines: `size` + 1 of them where there are more.
    package init(_ lines: [Line], size: Int, place: (Line) -> ListPlace) {
        shown = Array(lines.prefix(size))
        next = lines.count > size ? shown.last.map { place($0).text } : nil
    }
}
