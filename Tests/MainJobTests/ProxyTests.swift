import Foundation
import Testing
import Web

/// Where a request came from, with and without proxies of ours in between.
@Suite("Proxies") struct ProxyTests {
    private let ours = ["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"].compactMap(AddressRange.init)

    private func client(_ peer: String, _ forwarded: String..., trusting proxies: [AddressRange]? = nil) -> String {
        AddressRange.client(peer: peer, forwarded: forwarded, trusting: proxies ?? ours)
    }

    @Test func theLastAddressThatIsNoProxyOfOursIsTheClients() {
        #expect(client("127.0.0.1", "203.0.113.9") == "203.0.113.9")
        #expect(client("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.2.3") == "203.0.113.9")
        #expect(client("127.0.0.1", "198.51.100.1", "203.0.113.9, 10.1.2.3") == "203.0.113.9")
        #expect(client("2001:db8::7", "2001:DB9:0::1") == "2001:db9::1")
        #expect(client("::ffff:127.0.0.1", "::ffff:203.0.113.9") == "203.0.113.9")
    }

    @Test func nobodyElseIsBelieved() {
        #expect(client("203.0.113.50", "198.51.100.1") == "203.0.113.50")
        #expect(client("127.0.0.1", "198.51.100.1", trusting: []) == "127.0.0.1")
        // What a visitor writes himself stands before what the proxy adds.
        #expect(client("127.0.0.1", "10.0.0.1, 198.51.100.1, 203.0.113.9") == "203.0.113.9")
        for odd in ["unknown", "", "203.0.113.9:4711", "_hidden", "1.2.3", "'; DROP TABLE users"] { #expect(client("127.0.0.1", odd) == "127.0.0.1") }
        #expect(client("127.0.0.1") == "127.0.0.1")
    }

    @Test func rangesAreReadStrictly() {
        for text in ["10.0.0.0/33", "10.0.0", "localhost", "10.0.0.0/-1", "10.0.0.0/8/8", "", "2001:db8::/129"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
        #expect(AddressRange("10.0.0.0/8")?.contains("10.255.0.1") == true && AddressRange("10.0.0.0/8")?.contains("11.0.0.1") == false)
        #expect(AddressRange("0.0.0.0/0")?.contains("203.0.113.9") == true && AddressRange("0.0.0.0/0")?.contains("::1") == false)
        #expect(AddressRange("192.0.2.128/25")?.contains("192.0.2.127") == false)
    }
}
