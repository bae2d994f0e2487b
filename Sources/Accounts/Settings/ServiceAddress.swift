import Foundation

/// The address of a service that an administrator names. The program will send it people's texts and a key, so it speaks TLS, unless it is
/// on this machine or in its own network; and addresses that answer about the machine itself, as clouds have them, are no services.
package enum ServiceAddress {
    /// What is wrong with it, nil where nothing is. Empty is not looked at.
    package static func problem(_ text: String) -> String? {
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(), let host = url.host?.lowercased(), !host.isEmpty else {
            return "Write an address such as https://api.example.com/v1."
        }
        guard url.user == nil, url.password == nil else { return "Write the address without a name and password; the key is a setting of its own." }
        guard url.query == nil, url.fragment == nil else { return "Write the address without ? and #." }
        if isLinkLocal(host) { return "This address belongs to the machine itself, not to a service." }
        guard scheme == "https" || (scheme == "http" && isNear(host)) else { return "Write an address that begins with https://." }
        return nil
    }

    /// 169.254.0.0/16 and fe80::/10, in whatever way they are spelt.
    private static func isLinkLocal(_ host: String) -> Bool {
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        if let v4 = numbers(bare) { return v4[0] == 169 && v4[1] == 254 }
        if bare.contains(":") {
            return bare.hasPrefix("fe8") || bare.hasPrefix("fe9") || bare.hasPrefix("fea") || bare.hasPrefix("feb") || bare.contains("169.254.")
                || bare.contains("a9fe:")
        }
        return bare == "metadata" || bare.hasPrefix("metadata.")
    }

    /// This machine, or a network of one's own (RFC 1918, RFC 4193, names without a dot).
    private static func isNear(_ host: String) -> Bool {
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        if let v4 = numbers(bare) {
            return v4[0] == 127 || v4[0] == 10 || (v4[0] == 192 && v4[1] == 168) || (v4[0] == 172 && (16...31).contains(v4[1]))
        }
        if bare.contains(":") { return bare == "::1" || bare.hasPrefix("fc") || bare.hasPrefix("fd") }
        return bare == "localhost" || !bare.contains(".") || bare.hasSuffix(".internal") || bare.hasSuffix(".local")
    }

    /// An IPv4 address as the C library reads it, which takes 2852039166 and 0xA9.0xFE.1 as well as the usual four.
    private static func numbers(_ host: String) -> [UInt8]? {
        var address = in_addr()
        guard inet_aton(host, &address) == 1 else { return nil }
        return withUnsafeBytes(of: address.s_addr) { Array($0) }
    }
}
