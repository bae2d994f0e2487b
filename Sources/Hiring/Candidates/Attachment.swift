import Foundation
import Web

extension Answer {
    /// A file to be saved. Never shown in our own site's name: a stranger made it.
    static func attachment(_ bytes: [UInt8], named name: String, type: String) -> Answer { Answer.bytes(bytes, type: type).asAttachment(named: name) }

    func asAttachment(named name: String) -> Answer {
        let encoded = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "file"
        return with("Content-Disposition", "attachment; filename*=UTF-8''\(encoded)").with("Content-Security-Policy", "default-src 'none'; sandbox")
    }
}
