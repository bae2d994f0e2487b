internal import CCrypt
internal import Foundation
internal import Synchronization
import Web

/// Passwords as bcrypt keeps them. A hash takes a quarter of a second of one core, so it is made on threads of its own and only so
/// many wait at a time.
package enum Password {
    /// 2^12 rounds.
    static let cost: UInt = 12
    static let longest = 72

    package enum Failure: Error, Sendable { case tooBusy, unavailable }

    /// What is wrong with a new password, in words for the person; nil where it will do.
    /// - Parameter own: what everybody knows of them: their name, e-mail address and agency.
    package static func problem(with password: String, of own: [String] = []) -> String? {
        if password.count < 10 { return "Use at least 10 characters: four words are easy to keep in mind." }
        if password.utf8.count > longest { return "Use at most \(longest) bytes: bcrypt would not look at the rest." }
        if password.unicodeScalars.contains("\0") { return "A password cannot hold the character NUL." }
        if CommonPasswords.contains(password) {
            return "Many people use this password, or one much like it, so it is among the first to be guessed. Use another."
        }
        if CommonPasswords.matches(password, own) { return "This is your name, your address or the agency’s, and easily guessed. Use something else." }
        return nil
    }

    package static func hash(_ password: String) async throws -> String {
        try await lanes.run {
            guard let salt = crypt_gensalt_ra("$2b$", cost, nil, 0) else { throw Failure.unavailable }
            defer { free(salt) }
            guard let hash = crypt(password, String(cString: salt)) else { throw Failure.unavailable }
            return hash
        }
    }

    /// Takes as long where there is no hash to compare with, or an old and cheap one, so that nobody can find out who has an account.
    static func matches(_ password: String, _ hash: String?) async throws -> Bool {
        try await lanes.run {
            let setting = hash ?? nobody
            guard password.utf8.count <= longest, let made = crypt(password, setting) else { return false }
            if Token.same(made, setting) && hash != nil { return true }
            // 2^c, and then 2^c + … + 2^(cost-1), are 2^cost together.
            for missing in rounds(of: setting)..<max(rounds(of: setting), cost) { _ = crypt(password, cheaper(missing)) }
            return false
        }
    }

    /// Whether a stored hash was made with fewer rounds than are made today.
    static func isOutdated(_ hash: String) -> Bool { rounds(of: hash) < cost }

    /// The cost in `$2b$12$…`; today's where it cannot be read.
    private static func rounds(of hash: String) -> UInt {
        let parts = hash.split(separator: "$")
        return parts.count == 3 && parts[0].hasPrefix("2") ? UInt(parts[1]) ?? cost : cost
    }

    private static func cheaper(_ cost: UInt) -> String { nobody.replacing("$12$", with: "$\(cost < 10 ? "0" : "")\(cost)$") }

    /// The hash of a random word that nobody knows.
    private static let nobody = "$2b$12$7aVDrLQYbz0O1XxXqzR3zOZ0M1Cn6xk5tWv0fD1h9qgJ7C6kE1y1W"

    private static func crypt(_ password: String, _ setting: String) -> String? {
        var data: UnsafeMutableRawPointer?
        var size: Int32 = 0
        defer { free(data) }
        guard let made = crypt_ra(password, setting, &data, &size) else { return nil }
        return String(cString: made)
    }

    private static let lanes = Lanes(count: max(1, ProcessInfo.processInfo.activeProcessorCount / 2), longestQueue: 32)
}

/// Threads for slow sums, so that no event loop waits for one. They give way to the threads that answer pages: sixteen people who sign in at
/// once wait for each other and not everybody else for them.
private final class Lanes: Sendable {
    private static let niceness: Int32 = 10

    private let longestQueue: Int
    private let waiting = Atomic<Int>(0)
    private let work = WorkList()

    init(count: Int, longestQueue: Int) {
        self.longestQueue = longestQueue
        let work = work
        for number in 0..<count {
            let thread = Thread {
                #if os(Linux)
                    // Of this thread alone: on Linux each has a niceness of its own.
                    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Lanes.niceness)
                #endif
                while true { work.next()() }
            }
            thread.name = "password \(number)"
            thread.start()
        }
    }

    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard waiting.add(1, ordering: .relaxed).newValue <= longestQueue else { throw Password.Failure.tooBusy }
        return try await withCheckedThrowingContinuation { continuation in
            work.add { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// First come, first served. Unchecked, since a thread has to sleep until there is work, which a `Mutex` cannot; `waiting` is touched under the
/// condition’s lock alone.
private final class WorkList: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []

    func add(_ work: @escaping @Sendable () -> Void) {
        condition.withLock { waiting.append(work) }
        condition.signal()
    }

    func next() -> @Sendable () -> Void {
        condition.withLock {
            while waiting.isEmpty { condition.wait() }
            return waiting.removeFirst()
        }
    }
}
