import Synchronization

/// Counts what one visitor, address or account does, so that nobody can guess passwords or fill the disk by trying again and again.
/// In memory, for this process only: a limit that a restart forgets is still a limit.
package final class Limiter: Sendable {
    /// It opens with the first event of a key; all that follow count until it has passed.
    private struct Window {
        let start: ContinuousClock.Instant
        let length: Duration
        var count: Int

        var end: ContinuousClock.Instant { start.advanced(by: length) }
    }

    private let mostKeys: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let windows = Mutex<[String: Window]>([:])

    /// - Parameter mostKeys: so many keys are remembered; beyond them the oldest windows are dropped, so that a stranger with many
    ///   addresses cannot fill the memory.
    /// - Parameter now: the time, for tests.
    package init(mostKeys: Int = 50_000, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.mostKeys = max(mostKeys, 1)
        self.now = now
    }

    /// Counts one more event of `key`, or refuses it and says when the window opens again. What is refused is not counted: whoever waits
    /// as long as told gets in.
    package func admit(_ key: String, most: Int, within window: Duration) throws(Refusal) {
        let now = now()
        let wait = windows.withLock { windows -> Duration? in
            var current = Self.open(windows[key], at: now, for: window)
            guard current.count < most else { return current.end - now }
            current.count += 1
            windows[key] = current
            makeRoom(in: &windows, at: now)
            return nil
        }
        if let wait { throw .tooMany(retryAfterSeconds: Self.wholeSeconds(wait)) }
    }

    /// How often `key` was admitted in its window.
    package func count(_ key: String, within window: Duration) -> Int {
        let now = now()
        return windows.withLock { Self.open($0[key], at: now, for: window).count }
    }

    /// A key begins anew, as after a sign-in that went well.
    package func forget(_ key: String) { windows.withLock { _ = $0.removeValue(forKey: key) } }

    /// How many keys are remembered.
    package var keys: Int { windows.withLock { $0.count } }

    /// The window that `known` is, or a new one where it has passed.
    private static func open(_ known: Window?, at now: ContinuousClock.Instant, for length: Duration) -> Window {
        guard let known, known.start.advanced(by: length) > now else { return Window(start: now, length: length, count: 0) }
        return Window(start: known.start, length: length, count: known.count)
    }

    /// Drops what has passed, and of the rest the oldest, down to nine tenths: a flood of new keys does not sort at each of them.
    private func makeRoom(in windows: inout [String: Window], at now: ContinuousClock.Instant) {
        guard windows.count > mostKeys else { return }
        windows = windows.filter { $0.value.end > now }
        let kept = mostKeys - mostKeys / 10
        let oldestFirst = windows.sorted { $0.value.start < $1.value.start }
        for (key, _) in oldestFirst.dropLast(kept) { windows[key] = nil }
    }

    /// Up to the next whole second, so that the answer is never a moment too early, and at least one.
    private static func wholeSeconds(_ wait: Duration) -> Int {
        let (seconds, rest) = wait.components
        return max(Int(seconds) + (rest > 0 ? 1 : 0), 1)
    }
}
