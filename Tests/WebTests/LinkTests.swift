import Testing
import Web

@Suite("Link")
struct LinkTests {
    @Test func segmentsCannotBecomeAnotherPath() {
        #expect(Link().text == "/")
        #expect(Link("jobs", "a/b?c#d").text == "/jobs/a%2Fb%3Fc%23d")
        #expect(Link("jobs", "é \"<>&'%").text == "/jobs/%C3%A9%20%22%3C%3E%26%27%25")
        #expect(Link("jobs", "..\\x\r\nSet-Cookie: a").text == "/jobs/..%5Cx%0D%0ASet-Cookie%3A%20a")
    }

    @Test func noPieceLeavesThisSiteOrWalksUp() {
        #expect(Link("", "evil.example").text == "/evil.example")
        #expect(Link("jobs", "..").text == "/jobs")
        #expect(Link("jobs", ".", "x").text == "/jobs/x")
        #expect(Link("").text == "/")
    }

    @Test func queryAndFragmentAreEncoded() {
        #expect(Link("jobs").query("q", "c++ & c#=1").query("page", "2").text == "/jobs?q=c%2B%2B%20%26%20c%23%3D1&page=2")
        #expect(Link("jobs").query("q", nil).query("r", "").text == "/jobs")
        #expect(Link("jobs").query("q", "x").fragment("a b").text == "/jobs?q=x#a%20b")
        #expect(("<a href=\"\(Link("jobs").query("a", "1").query("b", "2"))\">" as HTML).string == "<a href=\"/jobs?a=1&amp;b=2\">")
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\u{1}javascript:alert(1)",
        "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "blob:https://x", "//evil.example", "/jobs", "evil.example", "", "https://",
        "https:///x", "https:evil", "javascript://x/%0Aalert(1)",
    ])
    func whatIsNotAnAddressElsewhereIsRefused(address: String) { #expect(Link(external: address) == nil) }

    @Test(arguments: ["https://example.com/cv?x=1", "http://example.com", "mailto:asha@example.com", "tel:+49301234", "HTTPS://EXAMPLE.COM"])
    func addressesElsewhereArePassed(address: String) { #expect(Link(external: " \(address)\n")?.text == address) }

    @Test(arguments: [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)", "", "jobs", " /jobs",
        "/jobs\r\nSet-Cookie: a=b", "/\t/evil.example", "/..//evil.example", "/é", "/" + String(repeating: "a", count: 2_000),
    ])
    func aWayBackStaysOnThisSite(path: String) { #expect(Link(returning: path) == nil) }

    @Test(arguments: ["/", "/desk/jobs/3?stage=new&q=a%20b", "/jobs#x", "/jobs?q=a//b"])
    func aWayBackIsKept(path: String) { #expect(Link(returning: path)?.text == path) }
}
