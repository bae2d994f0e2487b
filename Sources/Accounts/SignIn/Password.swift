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
    package static func problem(with password: String) -> String? {
        if password.count < 10 { return "Use at least 10 characters: four words are easy to keep in mind." }
        if password.utf8.count > longest { return "Use at most \(longest) bytes: bcrypt would not look at the rest." }
        if password.unicodeScalars.contains("\0") { return "A password cannot hold the character NUL." }
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

    /// Takes as long where there is no hash to compare with, so that nobody can find out who has an account.
    static func matches(_ password: String, _ hash: String?) async throws -> Bool {
        try await lanes.run {
            let setting = hash ?? nobody
            guard password.utf8.count <= longest, let made = crypt(password, setting) else { return false }
            return Token.same(made, setting) && hash != nil
        }
    }

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

/// Threads for slow sums, so that no event loop waits for one.
private final class Lanes: Sendable {
    private let queues: [DispatchQueue]
    private let longestQueue: Int
    private let waiting = Atomic<Int>(0)
    private let turn = Atomic<Int>(0)

    init(count: Int, longestQueue: Int) {
        queues = (0..<count).map { DispatchQueue(label: "password \($0)") }
        self.longestQueue = longestQueue
    }

    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard waiting.add(1, ordering: .relaxed).newValue <= longestQueue else { throw Password.Failure.tooBusy }
        let queue = queues[turn.wrappingAdd(1, ordering: .relaxed).newValue % queues.count]
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
