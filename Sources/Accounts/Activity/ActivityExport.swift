import Foundation
import Postgres
import Synchronization
import Web

/// The trail as a file for a spreadsheet, written while it is read.
struct ActivityExport: Sendable {
    let database: any Database
    let filter: ActivityFilter
    let viewer: Viewer
    /// A spreadsheet holds 1,048,576 rows.
    var mostRows = 1_000_000

    static let columns = [
        "time", "person", "action", "severity", "description", "entity_type", "entity_id", "before", "after", "ip_address", "request_id", "user_id", "id",
    ]

    func write(_ send: ([UInt8]) async throws -> Void) async throws {
        var waiting = CSV.line(Self.columns), count = 0
        for try await activity in database.stream(Activities.search(filter, for: viewer, after: nil, limit: mostRows + 1)) {
            count += 1
            if count > mostRows { break }
            waiting += CSV.line(Self.cells(activity))
            guard waiting.count > 32_768 else { continue }
            try await send(waiting)
            waiting.removeAll(keepingCapacity: true)
        }
        if count > mostRows { waiting += CSV.line(["Cut after \(mostRows) rows: choose a shorter time."] + Self.columns.dropFirst().map { _ in "" }) }
        try await send(waiting)
    }

    private static func cells(_ activity: Activity) -> [String] {
        [
            Moment(activity.at).iso, activity.person ?? "", activity.action, activity.severity.rawValue, activity.description, activity.entityType ?? "",
            activity.entityID?.lowercase ?? "", activity.before ?? "", activity.after ?? "", activity.address ?? "", activity.requestID ?? "",
            activity.userID?.description ?? "", activity.id.lowercase,
        ]
    }
}

/// How many exports run: each holds a connection of the pool for as long as its reader takes.
final class ExportPlaces: Sendable {
    private let taken = Mutex(0)
    private let size: Int

    init(_ size: Int) { self.size = size }

    func take() -> Bool {
        taken.withLock { taken in
            guard taken < size else { return false }
            taken += 1
            return true
        }
    }

    func giveBack() { taken.withLock { $0 -= 1 } }
}

/// A place among the exports, given back when nobody holds it any more: also where the answer is never sent.
final class ExportPlace: Sendable {
    private let places: ExportPlaces

    init?(_ places: ExportPlaces) {
        guard places.take() else { return nil }
        self.places = places
    }

    deinit { places.giveBack() }
}
