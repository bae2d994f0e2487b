import PhoneNumbers
import Testing

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("+91 98200 11223", "+919820011223"), ("09820011223", "+919820011223"), ("9820011223", "+919820011223"), ("0091-98200-11223", "+919820011223"),
        ("+91 (0) 98200.11223", "+919820011223"), ("tel:+91-98200-11223", "+919820011223"), ("+९१ ९८२०० ११२२३", "+919820011223"),
        ("＋９１９８２００１１２２３", "+919820011223"), ("+1 (415) 555-2671", "+14155552671"), ("+44 20 7946 0958", "+442079460958"),
        ("+971 50 123 4567", "+971501234567"), ("+65 6123 4567", "+6561234567"), ("+91 22 2778 2183 ext. 12", "+912227782183"),
    ])
    func oneNumberOfManySpellings(typed: String, e164: String) {
        #expect(PhoneNumber(typed)?.e164 == e164 && PhoneNumber.kept(typed) == .success(e164))
    }

    @Test func isWrittenForReaders() throws {
        let number = try #require(PhoneNumber("9820011223"))
        #expect(number.international == "+91 98200 11223" && number.national == "098200 11223" && number.region == "IN" && number.kind == .mobile)
        let office = try #require(PhoneNumber("020 7946 0958", region: "GB"))
        #expect(office.international == "+44 20 7946 0958" && office.region == "GB" && office.kind == .fixed)
        #expect(PhoneNumber("(415) 555-2671", region: "US")?.kind == .fixedOrMobile)
        #expect(PhoneNumber("1800 11 2345")?.kind == .tollFree)
        #expect(PhoneNumber(number.e164) == number && PhoneNumber(number.international) == number)
    }

    @Test(arguments: [
        ("", "with its country code"), ("ask me", "with its country code"), ("12", "too short"), ("+91 98200", "too short"),
        ("+91 98200 11223 445566", "too long"),
        ("+999 123 4567", "with its country code"), ("1111111111", "There is no such number"),
        ("98200\u{0}11223", "with its country code"),
    ])
    func whatIsNoNumberSaysWhatToDo(typed: String, words: String) throws {
        #expect(PhoneNumber(typed) == nil)
        let problem = try #require(self.problem(typed))
        #expect(problem.contains(words) && problem.contains("+91 98200 11223"), "\(problem)")
    }

    @Test func aGoodNumberHasNoProblem() { #expect(problem("+91 98200 11223") == nil) }

    private func problem(_ text: String) -> String? {
        if case .failure(let wrong) = PhoneNumber.kept(text) { wrong.words } else { nil }
    }

    @Test func regionsThatAreNoneAreNoTrap() {
        #expect(PhoneNumber("9820011223", region: "XX") == nil && PhoneNumber("9820011223", region: "") == nil)
        #expect(PhoneNumber("+919820011223", region: "a region that is far too long")?.e164 == nil)
        #expect(PhoneNumber("+919820011223", region: "ZZ")?.e164 == "+919820011223")
    }

    /// Whatever comes, from many threads at once: an answer, never a trap; and what is a number stays the same number when read again.
    @Test func nothingBreaksIt() async {
        await withTaskGroup(of: Int.self) { group in
            for seed in 1...8 { group.addTask { Self.throwRubbish(seed: UInt64(seed)) } }
            let good = await group.reduce(0, +)
            #expect(good > 100)
        }
    }

    private static func throwRubbish(seed: UInt64) -> Int {
        var state = seed &* 0x9E37_79B9_7F4A_7C15, good = 0
        func next(_ most: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(most))
        }
        let pieces = [
            "+", "91", "00", "0", "98200", "11223", " ", "-", "(", ")", ";ext=", "x", "tel:", "९", "٣", "😀", "\u{202E}", "e\u{301}", "\n", "%", "ß", "7", "5",
            "2",
        ]
        for _ in 0..<400 {
            var text = next(2) == 0 ? "+91 98200" : ""
            for _ in 0..<next(12) { text += next(4) == 0 ? pieces[next(pieces.count)] : String(next(10)) }
            guard let number = PhoneNumber(text) else {
                if case .success(let kept) = PhoneNumber.kept(text) { Issue.record("“\(text)” is no number, and kept as \(kept)") }
                continue
            }
            #expect(PhoneNumber.kept(text) == .success(number.e164))
            good += 1
            #expect(number.e164.wholeMatch(of: /\+[0-9]{4,17}/) != nil && PhoneNumber(number.e164)?.e164 == number.e164, "\(text)")
        }
        return good
    }
}
