private import CLibPQ
import Foundation
private import Synchronization

/// One libpq connection and the exchanges queued on it.
///
/// Everything that touches libpq's connection happens under `state`'s lock, whether a task sends or the driver's thread
/// reads.
final class Link: Sendable {
    private struct State {
        var connection: OpaquePointer?
        var current: Exchange?
        var waiting: [Exchange] = []
        var wantsWrite = false
        /// Why the link can be used no more.
        var gone: PostgresError?
    }

    private let state: Mutex<State>
    private let goneFlag = Atomic<Bool>(false)
    let socket: Int32
    let processID: Int32
    private let onNotification: (@Sendable (_ channel: String, _ payload: String) -> Void)?
    private let onGone: (@Sendable () -> Void)?

    /// Takes over a connection that is open and not blocking.
    init(
        _ address: UInt, onNotification: (@Sendable (String, String) -> Void)? = nil, onGone: (@Sendable () -> Void)? = nil
    ) {
        let connection = OpaquePointer(bitPattern: address)
        socket = PQsocket(connection)
        processID = PQbackendPID(connection)
        state = Mutex(State(connection: OpaquePointer(bitPattern: address)))
        self.onNotification = onNotification
        self.onGone = onGone
        Driver.shared.add(self)
    }

    // MARK: For tasks

    /// Runs the steps of `exchange` in their turn. A cancelled task cancels them, unless they are `shielded`.
    func perform(_ exchange: Exchange, shielded: Bool = false) async throws -> [ResultSet] {
        if shielded { return try await submitted(exchange) }
        return try await withTaskCancellationHandler {
            try await submitted(exchange)
        } onCancel: {
            cancel(exchange)
        }
    }

    private func submitted(_ exchange: Exchange) async throws -> [ResultSet] {
        try await withCheckedThrowingContinuation { continuation in
            let finished = state.withLock { state -> [Finished] in
                exchange.continuation = continuation
                if let gone = state.gone { return [exchange.finish(gone)].compactMap(\.self) }
                if exchange.isCancelled { return [exchange.finish(.cancelled)].compactMap(\.self) }
                guard state.current == nil else {
                    state.waiting.append(exchange)
                    return []
                }
                state.current = exchange
                if let end = start(&state) { return [end] }
                // A COPY that failed half-way has had its answer before it is ended: nothing more would come to wake us.
                return collect(&state)
            }
            finished.forEach { $0.resume() }
        }
    }

    /// Open, idle and outside of a transaction: fit for the next task.
    var isReusable: Bool {
        state.withLock { $0.gone == nil && $0.current == nil && PQtransactionStatus($0.connection) == PQTRANS_IDLE }
    }

    var isInTransaction: Bool {
        state.withLock { $0.gone == nil && PQtransactionStatus($0.connection) != PQTRANS_IDLE }
    }

    var isGone: Bool { goneFlag.load(ordering: .acquiring) }

    func close() {
        let finished = state.withLock { lose(&$0, PostgresError.lost("the connection was closed")) }
        finished.forEach { $0.resume() }
        Driver.shared.wake()
    }

    // MARK: For the driver's thread

    var interest: pollfd {
        let wantsWrite = state.withLock { $0.wantsWrite }
        return pollfd(fd: socket, events: Int16(wantsWrite ? POLLIN | POLLOUT : POLLIN), revents: 0)
    }

    func closeIfGone() -> Bool {
        guard isGone else { return false }
        state.withLock { state in
            PQfinish(state.connection)
            state.connection = nil
        }
        return true
    }

    /// Reads and writes what can be; answers whether there is more to write.
    func ready(_ events: Int32) -> Bool {
        let (finished, notifications, wantsWrite) = state.withLock { state -> ([Finished], [(String, String)], Bool) in
            guard state.gone == nil else { return ([], [], false) }
            var finished: [Finished] = []
            if state.wantsWrite { flush(&state) }
            if events & Int32(POLLIN | POLLHUP | POLLERR) != 0 {
                let isAlive = PQconsumeInput(state.connection) == 1
                finished += collect(&state)
                if !isAlive, state.gone == nil { finished += lose(&state, .lost(lastWords(state))) }
            } else {
                finished += collect(&state)
            }
            return (finished, arrivals(state), state.wantsWrite && state.gone == nil)
        }
        for (channel, payload) in notifications { onNotification?(channel, payload) }
        finished.forEach { $0.resume() }
        return wantsWrite
    }

    // MARK: Under the lock

    /// Starts the current exchange's next step; gives the end of the exchange if it ends here.
    private func start(_ state: inout State) -> Finished? {
        while let exchange = state.current {
            if exchange.isCancelled { return finishCurrent(&state, .cancelled) }
            guard let step = exchange.nextStep() else { return finishCurrent(&state, nil) }
            switch step.send(on: state.connection) {
            case .sent:
                flush(&state)
                if exchange.awaitsFlushOnly, !state.wantsWrite { continue }
                return nil
            case .nothingToDo: continue
            case .refused(let error): return finishCurrent(&state, error)
            case .failed:
                if PQstatus(state.connection) == CONNECTION_BAD {
                    let all = lose(&state, .lost(lastWords(state)))
                    all.dropFirst().forEach { $0.resume() }
                    return all.first
                }
                return finishCurrent(&state, PostgresError.badValue(lastWords(state)))
            }
        }
        return nil
    }

    /// Takes the results that have arrived, for as many steps and exchanges as they end.
    private func collect(_ state: inout State) -> [Finished] {
        var finished: [Finished] = []
        while state.gone == nil {
            if state.current?.isHeldBack == true { return finished }
            if let exchange = state.current, exchange.awaitsFlushOnly {
                if state.wantsWrite { return finished }
                if let end = start(&state) { finished.append(end) }
                if state.current === exchange { continue }
                return finished
            }
            guard PQisBusy(state.connection) == 0 else { return finished }
            guard let result = PQgetResult(state.connection) else {
                guard let exchange = state.current else { return finished }
                if let error = exchange.error {
                    if let end = finishCurrent(&state, error) { finished.append(end) }
                } else if let end = start(&state) {
                    finished.append(end)
                }
                if state.current == nil { return finished }
                continue
            }
            let status = PQresultStatus(result)
            if let fatal = take(result, status, &state) { return finished + lose(&state, fatal) }
            if status == PGRES_COPY_IN, let end = start(&state) { finished.append(end) }
            if state.current == nil { return finished }
        }
        return finished
    }

    /// Keeps one result; gives an error that ends the connection.
    private func take(_ result: OpaquePointer, _ status: ExecStatusType, _ state: inout State) -> PostgresError? {
        switch status {
        case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE:
            defer { PQclear(result) }
            let error = PostgresError(result: result, cancelled: state.current?.isCancelled == true)
            if error.isConnectionLost || PQstatus(state.connection) == CONNECTION_BAD {
                return error.isConnectionLost ? error : .lost(error.message)
            }
            state.current?.fail(error)
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: state.current?.keep(result) ?? PQclear(result)
        default: PQclear(result)
        }
        return nil
    }

    private func flush(_ state: inout State) {
        let before = state.wantsWrite
        state.wantsWrite = PQflush(state.connection) == 1
        if state.wantsWrite, !before { Driver.shared.wake() }
    }

    private func finishCurrent(_ state: inout State, _ error: PostgresError?) -> Finished? {
        guard let exchange = state.current else { return nil }
        // A cancel request on its way must not hit the next statement, so the end waits for it.
        if exchange.cancelRequestsUnderWay > 0 {
            exchange.isHeldBack = true
            exchange.heldBackError = error
            return nil
        }
        state.current = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        let end = exchange.finish(error)
        if state.current != nil, let next = start(&state) { next.resume() }
        return end
    }

    private func lose(_ state: inout State, _ error: PostgresError) -> [Finished] {
        guard state.gone == nil else { return [] }
        state.gone = error
        goneFlag.store(true, ordering: .releasing)
        let all = ([state.current].compactMap(\.self) + state.waiting).compactMap { $0.finish(error) }
        state.current = nil
        state.waiting = []
        onGone?()
        return all
    }

    private func lastWords(_ state: State) -> String {
        let words = PQerrorMessage(state.connection).map { String(cString: $0) } ?? ""
        return words.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason given"
    }

    private func arrivals(_ state: State) -> [(String, String)] {
        guard onNotification != nil, state.gone == nil else { return [] }
        var all: [(String, String)] = []
        while let notification = PQnotifies(state.connection) {
            all.append((String(cString: notification.pointee.relname), String(cString: notification.pointee.extra)))
            PQfreemem(notification)
        }
        return all
    }

    // MARK: Cancelling

    private func cancel(_ exchange: Exchange) {
        let (finished, address) = state.withLock { state -> (Finished?, UInt?) in
            exchange.isCancelled = true
            if let index = state.waiting.firstIndex(where: { $0 === exchange }) {
                state.waiting.remove(at: index)
                return (exchange.finish(.cancelled), nil)
            }
            guard state.current === exchange, let request = PQgetCancel(state.connection) else { return (nil, nil) }
            exchange.cancelRequestsUnderWay += 1
            return (nil, UInt(bitPattern: request))
        }
        finished?.resume()
        guard let address else { return }
        Thread.detachNewThread { [self] in sendCancel(address, exchange) }
    }

    /// Asks again each half second: a request that overtakes the statement it is meant for is ignored by the server.
    private func sendCancel(_ address: UInt, _ exchange: Exchange) {
        let request = OpaquePointer(bitPattern: address)
        var words = [CChar](repeating: 0, count: 256)
        var isDone = false
        while !isDone {
            _ = PQcancel(request, &words, 256)
            for _ in 0..<50 where !isDone {
                isDone = state.withLock { $0.current !== exchange || exchange.isHeldBack }
                if !isDone { usleep(10_000) }
            }
        }
        PQfreeCancel(request)
        let finished = state.withLock { state -> Finished? in
            exchange.cancelRequestsUnderWay -= 1
            guard state.current === exchange, exchange.isHeldBack else { return nil }
            return finishCurrent(&state, exchange.heldBackError)
        }
        finished?.resume()
    }
}
