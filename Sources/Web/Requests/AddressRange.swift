import Foundation
import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// A range of IP addresses as in `10.0.0.0/8`, `2001:db8::/32`, or one address.
package struct AddressRange: Sendable, Hashable {
    private let bytes: [UInt8]
    private let bits: Int

    /// nil for what is no address, or has more bits than one.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = parts.first.flatMap(Self.bytes(of:)) else { return nil }
        guard parts.count == 2 else { (bytes, bits) = (address, address.count * 8); return }
        guard let count = Int(parts[1]), (0...address.count * 8).contains(count) else { return nil }
        (bytes, bits) = (address, count)
    }

    package func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
        return (0..<bits).allSatisfy { bit in (bytes[bit / 8] ^ other[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0 }
    }

    /// Walks from the peer backwards through what the proxies wrote, as long as each is one of ours. What is no address ends the walk.
    package static func client(peer: String, forwarded: [String], trusting proxies: [AddressRange]) -> String {
        guard !proxies.isEmpty, !forwarded.isEmpty else { return peer }
        var found = peer
        for hop in forwarded.joined(separator: ",").split(separator: ",").reversed() {
            guard proxies.contains(where: { $0.contains(found) }) else { return found }
            let text = hop.filter { $0 != " " }
            guard let bytes = bytes(of: text) else { return found }
            found = Self.text(of: bytes)
        }
        return found
    }

    /// An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
    private static func bytes(of text: String) -> [UInt8]? {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        switch address {
        case .v4(let four): return withUnsafeBytes(of: four.address.sin_addr) { Array($0) }
        case .v6(let six):
            let bytes = withUnsafeBytes(of: six.address.sin6_addr) { Array($0) }
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            return isMapped ? Array(bytes.suffix(4)) : bytes
        case .unixDomainSocket: return nil
        }
    }

    private static func text(of bytes: [UInt8]) -> String {
        (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0))?.ipAddress ?? ""
    }
}
