import Accounts
import Foundation
import Matching
import Postgres
import Testing
import Web

@testable import Hiring

/// The language of the search box, alone.
@Suite("The language of the search") struct SearchLanguageTests {
    private func parse(_ text: String) throws -> SearchExpression? { try SearchParser.parse(text) }

    private func word(_ text: String) -> SearchExpression { .word(text, isBeginning: false) }

    private func field(_ name: String, _ value: SearchValue) throws -> SearchExpression { .field(try #require(SearchField.named(name)), value) }

    private func problem(_ text: String) throws -> SearchProblem {
        do {
            _ = try SearchParser.parse(text)
        } catch { return error }
        Issue.record("“\(text)” was taken")
        return SearchProblem("", at: -1)
    }

    @Test func wordsSideBySideMustAllBeThere() throws {
        #expect(try parse("swift vapor") == .all([word("swift"), word("vapor")]))
        #expect(try parse("swift AND vapor") == .all([word("swift"), word("vapor")]))
        #expect(try parse("swift, vapor") == .all([word("swift"), word("vapor")]))
        #expect(try parse("   ") == nil && parse("") == nil)
    }

    @Test func orJoinsLessTightlyThanAnd() throws {
        #expect(try parse("a1 b1 OR c1 d1") == .any([.all([word("a1"), word("b1")]), .all([word("c1"), word("d1")])]))
        #expect(try parse("a1 (b1 OR c1)") == .all([word("a1"), .any([word("b1"), word("c1")])]))
        #expect(try parse("or and not") == .all([word("or"), word("and"), word("not")]), "small letters are words")
    }

    @Test func notTurnsRoundWhatFollows() throws {
        #expect(try parse("NOT intern") == .not(word("intern")))
        #expect(try parse("java -intern") == .all([word("java"), .not(word("intern"))]))
        #expect(try parse("java NOT (intern OR trainee)") == .all([word("java"), .not(.any([word("intern"), word("trainee")]))]))
        #expect(try parse("back-end") == word("back-end"), "a hyphen within a word is none")
        #expect(try parse("NOT NOT a1") == .not(.not(word("a1"))))
    }

    @Test func quotesKeepWordsTogether() throws {
        #expect(try parse("\"event driven\" kafka") == .all([.phrase("event driven"), word("kafka")]))
        #expect(try parse("“event driven”") == .phrase("event driven"), "curly quotes come from phones")
        #expect(try parse("jav*") == .word("jav", isBeginning: true))
    }

    @Test(arguments: [
        ("exp:3..6", SearchRange(from: 3, to: 6)), ("exp:>=3", SearchRange(from: 3)), ("exp:>3", SearchRange(from: 3, isFromIncluded: false)),
        ("exp:<=6", SearchRange(to: 6)), ("exp:5", SearchRange(from: 5, to: 6, isToIncluded: false)), ("exp:5+", SearchRange(from: 5)),
        ("exp:3-6", SearchRange(from: 3, to: 6)),
        ("exp:3..", SearchRange(from: 3)), ("exp:..6", SearchRange(to: 6)), ("experience:3..6", SearchRange(from: 3, to: 6)),
        ("EXP:3..6", SearchRange(from: 3, to: 6)),
        ("notice:<=30", SearchRange(to: 30)), ("notice:immediate", SearchRange(from: 0, to: 0)), ("notice:2w", SearchRange(from: 14, to: 14)),
        ("notice:≤30", SearchRange(to: 30)),
        ("updated:<90d", SearchRange(to: 90, isToIncluded: false)), ("updated:2w", SearchRange(to: 14)),
        ("added:>1y", SearchRange(from: 365, isFromIncluded: false)),
        ("ctc:<=25L", SearchRange(to: 2_500_000, currency: "INR")), ("ctc:15..25L", SearchRange(from: 1_500_000, to: 2_500_000, currency: "INR")),
        ("ctc:<=1.2Cr", SearchRange(to: 12_000_000, currency: "INR")), ("ctc:<=120k", SearchRange(to: 120_000, currency: "USD")),
        ("ctc:>$90k", SearchRange(from: 90_000, isFromIncluded: false, currency: "USD")), ("pay:<=2500000", SearchRange(to: 2_500_000, currency: "INR")),
    ])
    func numbersAreReadInTheUnitOfTheField(_ text: String, _ range: SearchRange) throws {
        guard case .field(_, .range(let found))? = try parse(text) else {
            Issue.record("“\(text)” is no range")
            return
        }
        #expect(found == range)
    }

    @Test func fieldsTakeWordsAndPhrases() throws {
        #expect(try parse("skill:swift") == field("skill", .text("swift")))
        #expect(try parse("title:\"team lead\"") == field("title", .text("team lead")))
        #expect(try parse("searching:Yes") == field("searching", .text("yes")))
        #expect(try parse("location:pune") == field("city", .text("pune")), "a field has other names")
        #expect(try parse("https://example.com/a") == word("https://example.com/a"), "an address is no field")
        #expect(try parse("10:30") == word("10:30"))
        #expect(try parse("-city:pune") == .not(field("city", .text("pune"))))
    }

    @Test(arguments: [
        ("(java", 0), ("java)", 4), ("java AND", 5), ("OR java", 0), ("java OR", 5), ("java OR OR c1", 5), ("\"java", 0), ("x ()", 2), ("NOT", 0),
        ("skil:java", 0), ("java exp:many", 9),
        ("exp:6..3", 4), ("skill:", 0), ("phone:12", 6), ("searching:maybe", 10), ("a*", 0), ("??", 0), ("ctc:lots", 4), ("ctc:<=99999999999999999999Cr", 4),
        ("exp:>99999999999999999999", 4), ("java AND OR x1", 5), ("\"\"", 0),
    ])
    func anErrorPointsAtItsCharacter(_ text: String, _ place: Int) throws {
        let problem = try problem(text)
        #expect(problem.place == place, "\(problem.words)")
        #expect(problem.place + problem.length <= text.count + 1 && !problem.words.isEmpty)
    }

    @Test func aFieldThatIsNoneIsGuessed() throws {
        #expect(try problem("skil:java").words.contains("Did you mean skill:?"))
        #expect(try problem("citty:pune").words.contains("Did you mean city:?"))
        #expect(try problem("weather:fine").words.contains("There are skill, title"))
    }

    @Test func whateverIsTypedIsReadOrRefused() {
        var state: UInt64 = 7
        let pieces = [
            "(", ")", "\"", " ", "-", "NOT", "OR", "AND", ":", "skill:", "exp:", "3..", "*", "a", "ü", "'", "\\", "ctc:", "25L", "&", "|", "!", "“", "<", ">=",
            "\n", "👩‍💻", ",",
        ]
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<Int(state >> 33) % 12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count]
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1
            do { _ = try SearchParser.parse(text) } catch {
                #expect((0...max(0, text.count)).contains(error.place), "“\(text)”")
            }
        }
        #expect(throws: SearchProblem.self) { try SearchParser.parse(String(repeating: "(", count: 500)) }
        #expect(throws: SearchProblem.self) { try SearchParser.parse(String(repeating: "a ", count: 1_500)) }
    }

    @Test func spellingsAreComparedByLetters() {
        #expect(EditDistance.between("sharma", "shrama", atMost: 2) == 1, "neighbours that changed places are one slip")
        #expect(EditDistance.between("sharma", "sharm", atMost: 2) == 1)
        #expect(EditDistance.between("sharma", "verma", atMost: 2) == nil)
        #expect(EditDistance.between("", "ab", atMost: 2) == 2)
    }

    @Test func aSnippetShowsWhereAndMarksIt() throws {
        let snippet = Snippet(stems: ["manag", "compani", "java"])
        let html = try #require(snippet.html(of: String(repeating: "Nothing here. ", count: 30) + "She managed companies in Java for <years>."))
        #expect(String(decoding: html.bytes, as: UTF8.self).contains("<mark>managed</mark> <mark>companies</mark> in <mark>Java</mark> for &lt;years&gt;"))
        #expect(snippet.html(of: "Nothing of it") == nil)
        #expect(Snippet(stems: []).html(of: "java") == nil)
    }

    @Test func ranksOfBothListsAreFused() {
        let people = (0..<4).map { _ in ID<User>() }
        func hits(_ order: [Int]) -> [SearchHit] { order.map { SearchHit(id: people[$0], at: .distantPast, score: 0) } }
        let fused = CandidateSearch.fused(hits([0, 1, 2]), hits([2, 3]))
        #expect(fused.first?.id == people[2], "who stands in both lists comes first")
        #expect(abs((fused.first?.score ?? 0) - (1.0 / 63 + 1.0 / 61)) < 1e-9)
        #expect(Set(fused.map(\.id)).count == 4)
    }
}
