private import CLibPQ
private import Foundation

/// What one task asks of a connection: a few steps, each of which is sent when the one before it has been answered.
///
/// Unchecked, because all of it is read and written under its link's lock only.
final class Exchange: @unchecked Sendable {
    private var steps: ArraySlice<Step>
    private let statement: Statement?
    private var results: [ResultSet] = []
    private(set) var error: PostgresError?
    private(set) var awaitsFlushOnly = false
    var continuation: CheckedContinuation<[ResultSet], any Error>?
    var isCancelled = false
    var cancelRequestsUnderWay = 0
    /// The exchange is over but for a cancel request that is still under way.
    var isHeldBack = false
    var heldBackError: PostgresError?

    init(_ steps: [Step], statement: Statement? = nil) {
        self.steps = steps[...]
        self.statement = statement
    }

    func nextStep() -> Step? {
        let step = steps.popFirst()
        awaitsFlushOnly = step?.awaitsFlushOnly ?? false
        return step
    }

    func fail(_ error: PostgresError) {
        if self.error == nil { self.error = error }
        steps = []
    }

    func keep(_ result: OpaquePointer) {
        guard let statement else { return results.append(ResultSet(result, columns: nil)) }
        guard statement.isPrepared else {
            // The answer to PREPARE itself.
            statement.isPrepared = true
            return PQclear(result)
        }
        if PQresultStatus(result) == PGRES_COMMAND_OK, PQnfields(result) == 0 {
            return results.append(ResultSet(result, columns: Statement.noColumns))
        }
        if statement.columns?.fits(result) != true { statement.columns = Columns(result) }
        results.append(ResultSet(result, columns: statement.columns))
    }

    func finish(_ error: PostgresError?) -> Finished? {
        guard let continuation else { return nil }
        self.continuation = nil
        let outcome: Result<[ResultSet], any Error> = if let error = error ?? self.error { .failure(error) } else { .success(results) }
        return Finished(continuation: continuation, outcome: outcome)
    }
}

/// The end of an exchange, to be told to its task once the lock is open again.
struct Finished: Sendable {
    var continuation: CheckedContinuation<[ResultSet], any Error>
    var outcome: Result<[ResultSet], any Error>

    func resume() { continuation.resume(with: outcome) }
}

/// A statement that a connection keeps prepared. Changed under its link's lock only, hence unchecked.
final class Statement: @unchecked Sendable {
    static let noColumns = Columns()
    let name: String
    let text: String
    let types: [UInt32]
    var isPrepared = false
    var columns: Columns?
    /// For the cache: when it was last asked for.
    var lastUsed = 0

    init(name: String, text: String, types: [UInt32]) {
        self.name = name
        self.text = text
        self.types = types
    }
}

/// One message to the server.
enum Step: Sendable {
    case prepare(Statement)
    case execute(Statement, [Binding])
    /// Any number of statements without parameters.
    case simple(String)
    case forget(Statement)
    case copyData([UInt8])
    case copyEnd(failure: String?)

    enum Outcome {
        case sent
        case nothingToDo
        case refused(PostgresError)
        case failed
    }

    /// COPY's data has no answer of its own: the step is over when it has left.
    var awaitsFlushOnly: Bool {
        if case .copyData = self { true } else { false }
    }

    func send(on connection: OpaquePointer?) -> Outcome {
        switch self {
        case .prepare(let statement):
            if statement.isPrepared { return .nothingToDo }
            return outcome(PQsendPrepare(connection, statement.name, statement.text, Int32(statement.types.count), statement.types))
        case .execute(let statement, let bindings): return execute(statement, bindings, on: connection)
        case .simple(let text): return outcome(PQsendQuery(connection, text))
        case .forget(let statement):
            guard statement.isPrepared, PQtransactionStatus(connection) != PQTRANS_INERROR else { return .nothingToDo }
            statement.isPrepared = false
            return outcome(PQsendQuery(connection, "DEALLOCATE \(statement.name)"))
        case .copyData(let bytes):
            let sent = bytes.withUnsafeBytes { PQputCopyData(connection, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count)) }
            return outcome(sent)
        case .copyEnd(let failure): return outcome(PQputCopyEnd(connection, failure))
        }
    }

    private func outcome(_ code: Int32) -> Outcome { code == 1 ? .sent : .failed }

    /// All values go into one buffer, so that libpq can be given pointers into it.
    private func execute(_ statement: Statement, _ bindings: [Binding], on connection: OpaquePointer?) -> Outcome {
        if bindings.isEmpty {
            return outcome(PQsendQueryPrepared(connection, statement.name, 0, nil, nil, nil, 1))
        }
        var buffer: [UInt8] = []
        var offsets: [Int] = []
        var lengths: [Int32] = []
        var formats: [Int32] = []
        for binding in bindings {
            offsets.append(buffer.count)
            switch binding.content {
            case .null: offsets[offsets.count - 1] = -1
            case .text(let bytes):
                buffer += bytes
                buffer.append(0)
            case .binary(let bytes): buffer += bytes
            case .refused(let reason): return .refused(.badValue(reason))
            }
            if case .binary(let bytes) = binding.content {
                lengths.append(Int32(bytes.count))
                formats.append(1)
            } else {
                lengths.append(0)
                formats.append(0)
            }
        }
        // An empty array would give no address, and NULL instead of an empty value.
        buffer.append(0)
        let sent = buffer.withUnsafeBytes { bytes in
            let start = bytes.bindMemory(to: CChar.self).baseAddress
            let values = offsets.map { $0 < 0 ? nil : start?.advanced(by: $0) }
            return PQsendQueryPrepared(connection, statement.name, Int32(values.count), values, lengths, formats, 1)
        }
        return outcome(sent)
    }
}
