private import CLibPQ
private import Foundation
private import Synchronization

/// One connection to the server, with the statements it keeps prepared.
package final class Connection: Sendable {
    /// Enough for every statement of the program; without a bound, statements with lists of varying length would pile up.
    private static let statementLimit = 256

    private struct Key: Hashable {
        var text: String
        var types: [UInt32]
    }

    private struct Cache {
        var statements: [Key: Statement] = [:]
        var clock = 0
    }

    private let link: Link
    private let cache = Mutex(Cache())

    private init(link: Link) { self.link = link }

    deinit { link.close() }

    /// `url` is anything that libpq reads: a URL or `host=… dbname=…`, with several hosts if need be. `role`: whose rights the connection has,
    /// a name of the program's own choosing; nil are those of who signs in.
    package static func open(
        url: String, role: String? = nil, statementTimeout: Duration? = nil, onNotification: (@Sendable (String, String) -> Void)? = nil,
        onGone: (@Sendable () -> Void)? = nil
    ) async throws -> Connection {
        let timeout = statementTimeout.map { max(1, $0.milliseconds) } ?? 0
        // Name look-up and the first handshake may block for seconds, so they get a thread of their own.
        let opened = await onOwnThread {
            connect(url, settings: "SET statement_timeout = \(timeout); SET TimeZone = 'UTC'" + (role.map { "; SET ROLE \($0)" } ?? ""))
        }
        return Connection(link: Link(try opened.get(), onNotification: onNotification, onGone: onGone))
    }

    var isReusable: Bool { link.isReusable }
    var isGone: Bool { link.isGone }
    var isInTransaction: Bool { link.isInTransaction }
    package var processID: Int32 { link.processID }

    package func close() { link.close() }

    /// Runs `sql` as a prepared statement.
    func execute(_ sql: SQL) async throws -> ResultSet {
        StatementLog.current?.hear(sql)
        let rendered = Rendered(sql)
        do {
            return try await execute(rendered)
        } catch let error as PostgresError where error.isStaleStatement {
            // A migration changed a table under a statement that was prepared before it: prepare anew.
            forget(rendered)
            if link.isInTransaction { throw error }
            return try await execute(rendered)
        }
    }

    /// Runs any number of statements that have no parameters. `shielded`: even where the task is cancelled.
    @discardableResult
    func simple(_ text: String, shielded: Bool = false) async throws -> [ResultSet] {
        StatementLog.current?.hear(text)
        return try await link.perform(Exchange([.simple(text)]), shielded: shielded)
    }

    @discardableResult
    func perform(_ steps: [Step], shielded: Bool = false) async throws -> [ResultSet] {
        try await link.perform(Exchange(steps), shielded: shielded)
    }

    private func execute(_ rendered: Rendered) async throws -> ResultSet {
        let (statement, evicted) = statement(for: rendered)
        if let evicted { _ = try? await perform([.forget(evicted)]) }
        let exchange = Exchange([.prepare(statement), .execute(statement, rendered.bindings)], statement: statement)
        let results = try await link.perform(exchange)
        guard let result = results.last else { throw PostgresError.badValue("the statement is empty") }
        return result
    }

    private func statement(for rendered: Rendered) -> (Statement, evicted: Statement?) {
        let key = Key(text: rendered.text, types: rendered.bindings.map(\.type))
        return cache.withLock { cache in
            cache.clock += 1
            if let known = cache.statements[key] {
                known.lastUsed = cache.clock
                return (known, nil)
            }
            let new = Statement(name: "s\(cache.clock)", text: key.text, types: key.types)
            new.lastUsed = cache.clock
            let evicted = cache.statements.count < Self.statementLimit ? nil : cache.statements.min { $0.value.lastUsed < $1.value.lastUsed }
            if let evicted { cache.statements[evicted.key] = nil }
            cache.statements[key] = new
            return (new, evicted?.value)
        }
    }

    private func forget(_ rendered: Rendered) {
        let key = Key(text: rendered.text, types: rendered.bindings.map(\.type))
        cache.withLock { _ = $0.statements.removeValue(forKey: key) }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension PostgresError {
    /// `cached plan must not change result type`, or the server no longer knows the statement.
    fileprivate var isStaleStatement: Bool { sqlState == "26000" || sqlState == "0A000" && message.contains("cached plan") }
}

/// Opens, blocking; gives the address of libpq's connection, ready for the driver.
private func connect(_ url: String, settings: String) -> Result<UInt, PostgresError> {
    // Later words win, so what the URL says about these goes before them.
    let words = [
        ("connect_timeout", "10"), ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
        ("fallback_application_name", "shortlist"), ("client_encoding", "UTF8"), ("dbname", url),
    ]
    let keys = words.map { strdup($0.0) } + [nil]
    let values = words.map { strdup($0.1) } + [nil]
    defer { (keys + values).forEach { free($0) } }
    let connection = PQconnectdbParams(keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
    guard PQstatus(connection) == CONNECTION_OK else {
        let words = PQerrorMessage(connection).map { String(cString: $0) } ?? "no reason given"
        PQfinish(connection)
        let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
        return .failure(.lost("could not connect: \(line)"))
    }
    shortlist_silence_notices(connection)
    let result = PQexec(connection, settings)
    let isReady = PQresultStatus(result) == PGRES_COMMAND_OK && PQsetnonblocking(connection, 1) == 0
    PQclear(result)
    guard isReady, let connection else {
        PQfinish(connection)
        return .failure(.lost("could not set up the connection"))
    }
    return .success(UInt(bitPattern: connection))
}
