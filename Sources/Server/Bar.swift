import Foundation
import Synchronization

/// A progress bar on standard error: redrawn at most ten times a second, and only where somebody looks.
final class Bar: Sendable {
    private let last = Mutex(Date.distantPast)
    private let isSeen = isatty(STDERR_FILENO) == 1

    func show(done: Int, total: Int, what: String) {
        guard isSeen, total > 0, isDue else { return }
        let share = Double(done) / Double(total)
        let filled = Int(share * 40)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 40 - filled)
        FileHandle.standardError.write(Data("\r\(bar) \(Int(share * 100)) %  \(what)\u{1B}[K".utf8))
    }

    func end() { if isSeen { FileHandle.standardError.write(Data("\n".utf8)) } }

    private var isDue: Bool {
        last.withLock { last in
            guard Date().timeIntervalSince(last) > 0.1 else { return false }
            last = Date()
            return true
        }
    }
}
