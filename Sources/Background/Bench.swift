private import Foundation
internal import Logging
internal import Postgres

/// Sees one piece of work through: keeps its lease while the handler runs, and writes down how it ended.
struct Bench: Sendable {
    let database: any Database
    let settings: Worker.Settings
    let logger: Logger
    let onGivenUp: GivenUpHook

    func see(_ claim: Claim, through handler: Task<Void, any Error>) async {
        let renewal = Task.detached { await keepLease(of: claim, cancelling: handler) }
        let result = await handler.result
        // Cancelled by a worker that stops; whoever cancels otherwise throws an error of its own.
        let wasCancelled = handler.isCancelled
        renewal.cancel()
        // Before the end is written, so that no renewal comes after it.
        let hasLost = await renewal.value
        if hasLost { return log("the lease was lost", claim) }
        switch result {
        case .success: await write(claim) { try await $0.run(Claims.finish(claim)) }
        case .failure(_) where wasCancelled: await write(claim) { try await $0.run(Claims.release(claim)) }
        case .failure(let error): await failed(claim, error)
        }
    }

    private func failed(_ claim: Claim, _ error: any Error) async {
        let reason = reason(of: error)
        if error is GiveUp || claim.attempt.isLast { return await giveUp(claim, reason: reason) }
        let delay = settings.backOff.delay(after: claim.attempt.number)
        log("an attempt failed", claim, reason: reason)
        await write(claim) { try await $0.run(Claims.retry(claim, after: delay, reason: reason)) }
    }

    func giveUp(_ claim: Claim, reason: String) async {
        log("work was given up", claim, reason: reason, level: .error)
        let what = GivenUp(attempt: claim.attempt, payload: claim.payload, reason: reason)
        await write(claim) { [onGivenUp] database in
            try await database.transaction { transaction in
                // No row: another worker holds it now, and says how it ends.
                guard try await transaction.run(Claims.fail(claim, reason: reason)) == 1 else { return }
                try await onGivenUp(what, transaction)
            }
        }
    }

    /// Tries for as long as the lease lasts. After that another worker does the work once more, as `Work` says.
    private func write(_ claim: Claim, _ body: @Sendable (any Database) async throws -> Void) async {
        let end = ContinuousClock.now + settings.lease
        var pause = Duration.milliseconds(100)
        while true {
            do {
                return try await body(database)
            } catch {
                log("cannot write down how work ended", claim, reason: reason(of: error), level: .warning)
                guard ContinuousClock.now + pause < end else { return }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Renews the lease three times in its length, until it is cancelled.
    /// - Returns: whether the lease was lost; the handler is cancelled then, because another worker may have begun.
    private func keepLease(of claim: Claim, cancelling handler: Task<Void, any Error>) async -> Bool {
        var held = ContinuousClock.now + settings.lease
        while true {
            do { try await Task.sleep(for: settings.lease / 3) } catch { return false }
            let next = ContinuousClock.now + settings.lease
            // Shielded: a renewal that is cancelled in the middle would cost its connection.
            let rows = await Task.detached { try? await database.run(Claims.renew(claim, lease: settings.lease)) }.value
            if rows == 1 { held = next }
            if rows == 0 || held < .now {
                handler.cancel()
                return true
            }
        }
    }

    private func log(_ message: Logger.Message, _ claim: Claim, reason: String? = nil, level: Logger.Level = .notice) {
        var metadata: Logger.Metadata = [
            "kind": "\(claim.attempt.kind)", "job": "\(claim.attempt.job)", "attempt": "\(claim.attempt.number)/\(claim.attempt.maxAttempts)",
        ]
        if let reason { metadata["reason"] = "\(reason)" }
        logger.log(level: level, message, metadata: metadata)
    }
}
