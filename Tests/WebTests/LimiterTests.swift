import Foundation
import Synchronization
import Testing
import Web

/// A clock that stands still until it is told to go on.
private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }

    func pass(_ duration: Duration) { time.withLock { $0 += duration } }
}

@Suite("Limits")
struct LimiterTests {
    private let clock = Clock()

    private func limiter(mostKeys: Int = 100) -> Limiter {
        let clock = clock
        return Limiter(mostKeys: mostKeys) { clock.now }
    }

    @Test func admitsUpToTheMostAndSaysWhenItOpensAgain() throws {
        let limiter = limiter()
        for _ in 0..<3 { try limiter.admit("asha", most: 3, within: .seconds(60)) }
        #expect(throws: Refusal.tooMany(retryAfterSeconds: 60)) { try limiter.admit("asha", most: 3, within: .seconds(60)) }
        clock.pass(.milliseconds(20_500))
        #expect(throws: Refusal.tooMany(retryAfterSeconds: 40)) { try limiter.admit("asha", most: 3, within: .seconds(60)) }
        clock.pass(.milliseconds(39_499))
        #expect(throws: Refusal.tooMany(retryAfterSeconds: 1)) { try limiter.admit("asha", most: 3, within: .seconds(60)) }
        #expect(limiter.count("asha", within: .seconds(60)) == 3, "what is refused is not counted")
        clock.pass(.milliseconds(1))
        #expect(limiter.count("asha", within: .seconds(60)) == 0)
        for _ in 0..<3 { try limiter.admit("asha", most: 3, within: .seconds(60)) }
        #expect(throws: Refusal.tooMany(retryAfterSeconds: 60)) { try limiter.admit("asha", most: 3, within: .seconds(60)) }
    }

    @Test func keysDoNotKnowOfEachOther() throws {
        let limiter = limiter()
        try limiter.admit("asha", most: 1, within: .seconds(60))
        #expect(throws: Refusal.self) { try limiter.admit("asha", most: 1, within: .seconds(60)) }
        try limiter.admit("vikram", most: 1, within: .seconds(60))
        limiter.forget("asha")
        try limiter.admit("asha", most: 1, within: .seconds(60))
        #expect(throws: Refusal.self) { try limiter.admit("vikram", most: 1, within: .seconds(60)) }
        #expect(throws: Refusal.self) { try limiter.admit("nobody", most: 0, within: .seconds(60)) }
    }

    @Test func aFloodOfKeysDropsTheOldest() throws {
        let limiter = limiter(mostKeys: 100)
        for number in 0..<1_000 {
            clock.pass(.milliseconds(1))
            try limiter.admit("stranger \(number)", most: 1, within: .seconds(60))
            #expect(limiter.keys <= 100)
        }
        #expect(limiter.count("stranger 0", within: .seconds(60)) == 0)
        for number in 911..<1_000 { #expect(limiter.count("stranger \(number)", within: .seconds(60)) == 1) }
    }

    @Test func whatHasPassedGoesFirst() throws {
        let limiter = limiter(mostKeys: 10)
        try limiter.admit("asha", most: 5, within: .seconds(600))
        for number in 0..<9 { try limiter.admit("short \(number)", most: 1, within: .seconds(1)) }
        clock.pass(.seconds(2))
        try limiter.admit("new", most: 1, within: .seconds(60))
        #expect(limiter.keys == 2 && limiter.count("asha", within: .seconds(600)) == 1)
    }

    @Test func manyAtOnceAreNoMoreThanTheMost() async {
        let limiter = limiter()
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { (try? limiter.admit("asha", most: 50, within: .seconds(60))) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(admitted == 50)
    }
}

@Suite("Secrets and slow work")
struct TokenTests {
    @Test func sameIsSame() {
        #expect(Token.same("", "") && Token.same("abc", "abc") && Token.same("é", "é"))
        for other in ["", "ab", "abd", "xbc", "abcd", "ABC"] { #expect(!Token.same("abc", other)) }
        #expect(!Token.same("e\u{301}", "é"), "by bytes")
    }

    @Test func hexHasTwoDigitsAByte() {
        #expect(([0, 1, 15, 16, 255] as [UInt8]).hex == "00010f10ff" && Data([10]).hex == "0a")
    }

    @Test(.timeLimit(.minutes(1))) func offTheLoopBringsResultAndError() async throws {
        #expect(try await offTheLoop { 3 } == 3)
        await #expect(throws: Refusal.notFound) { try await offTheLoop { throw Refusal.notFound } }
    }
}
