import Foundation
import Testing
import Web

@Suite("HTML")
struct HTMLTests {
    @Test func textIsEscaped() {
        let text = "<script>alert('x') && \"y\"</script>"
        #expect(("<p>\(text)</p>" as HTML).string == "<p>&lt;script&gt;alert(&#39;x&#39;) &amp;&amp; &quot;y&quot;&lt;/script&gt;</p>")
        #expect(HTML(text: "a<b").string == "a&lt;b")
        #expect(HTML(text: "a\0b").string == "a\u{FFFD}b")
        #expect(HTML(text: "&amp;").string == "&amp;amp;")
    }

    /// Escaping goes by bytes: a mark that melts with its neighbour into one character hides nothing.
    @Test(arguments: ["<\u{301}b", "\u{600}<b", "\u{200D}<b", "\r<b", "é<b", "👩‍👩‍👧<b"])
    func noNeighbourHidesAMark(text: String) {
        #expect(!HTML(text: text).bytes.contains(UInt8(ascii: "<")))
        #expect(HTML(text: text).string == text.unicodeScalars.map { $0 == "<" ? "&lt;" : String($0) }.joined())
    }

    @Test(arguments: ["\" onload=\"alert(1)", "' onload='alert(1)", "\"><script>", "\u{600}\"x"])
    func attributesHoldTheirValue(value: String) {
        for html in ["<a title=\"\(value)\">" as HTML, "<a\(attribute: "title", value)>"] {
            #expect(html.string.unicodeScalars.count { $0 == "\"" } == 2)
            #expect(!html.string.unicodeScalars.contains("'"))
            #expect(html.string.unicodeScalars.count { $0 == ">" } == 1)
        }
    }

    @Test func piecesCompose() {
        let none: String? = nil
        let items: HTML = ["a", "<"].html { "<li>\($0)</li>" }
        #expect(
            ("<ul\(attribute: "id", none)\(flag: "hidden", true)\(flag: "inert", false)>\(items)\(none)</ul>" as HTML).string
                == "<ul hidden><li>a</li><li>&lt;</li></ul>")
        #expect(("\(3) \(HTML(trusted: "<b>"))" as HTML).string == "3 <b>")
        #expect((HTML.empty + "x").string == "x" && HTML.empty.isEmpty)
    }

    @Test func aFieldTiesItsPartsTogether() {
        let problems = [Problem("email", "Not <an> address")]
        let field = Field("email", "E-mail & more", value: "\"><b>", help: "As in x@y", problems: problems, isRequired: true)
        let html = field.input(type: "email").string
        #expect(html.contains(#"value="&quot;&gt;&lt;b&gt;""#))
        #expect(html.contains(#"<label for="email">E-mail &amp; more</label>"#))
        #expect(html.contains(#"aria-invalid="true" aria-describedby="email-help email-problem""#))
        #expect(html.contains(#"<p class="problem" id="email-problem">Not &lt;an&gt; address</p>"#))
        #expect(html.contains(" required"))
        #expect(Field("t", "T", value: "</textarea><b>").textarea().string.contains("\n&lt;/textarea&gt;&lt;b&gt;</textarea>"))
        #expect(Field("s", "S", value: "b").select([("a", "A"), ("b", "<B>")]).string.contains(#"<option value="b" selected>&lt;B&gt;</option>"#))
        #expect(problems.summary.string.contains(##"<a href="#email">Not &lt;an&gt; address</a>"##))
        #expect([Problem]().summary.isEmpty)
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
        (1_735_689_599.9, "2024-12-31T23:59:59Z"), (-2_203_891_200, "1900-03-01T00:00:00Z"), (.infinity, "9999-12-31T23:59:59Z"),
    ])
    func momentsAreRight(seconds: Double, expected: String) {
        #expect(HTML.time(Date(timeIntervalSince1970: seconds)).string.contains("datetime=\"\(expected)\" data-relative>"))
    }

    @Test func piecesSayWhatTheyShow() {
        #expect(HTML.score(140).string.contains("Match 100 of 100"))
        #expect(HTML.score(nil).string.contains("Not scored yet"))
        #expect(HTML.face("asha de la rao").string.contains(">AR<") && HTML.face("<x").string.contains("&lt;") && HTML.face("").string.contains(">?<"))
    }
}
