package import Crypto
package import Foundation

/// Keeps secrets that must be read again (a mail password, the seed of a second factor) sealed in the database: AES-256-GCM with a key that
/// is not in the database.
package struct Vault: Sendable {
    private let key: SymmetricKey

    package struct Unreadable: Error, CustomStringConvertible {
        package let description = "a secret in the database was sealed with another key: put the old key back, or set the secret anew"
    }

    /// - Parameter secret: the installation's, at least 32 bytes. The key is derived from it (HKDF-SHA256), so that it serves no second purpose.
    package init(secret: Data) {
        key = HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: secret), info: Data("shortlist vault 1".utf8), outputByteCount: 32)
    }

    /// - Parameter purpose: what and whose it is, such as `totp:` and an identity: sealed for one, it cannot be put in another's place.
    package func seal(_ plain: Data, for purpose: String) throws -> Data {
        guard let sealed = try AES.GCM.seal(plain, using: key, authenticating: Data(purpose.utf8)).combined else { throw Unreadable() }
        return sealed
    }

    package func open(_ sealed: Data, for purpose: String) throws -> Data {
        guard let box = try? AES.GCM.SealedBox(combined: sealed), let plain = try? AES.GCM.open(box, using: key, authenticating: Data(purpose.utf8)) else {
            throw Unreadable()
        }
        return plain
    }

    /// A key for another purpose, derived from the same secret.
    package static func key(for purpose: String, from secret: Data) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: secret), info: Data("shortlist \(purpose)".utf8), outputByteCount: 32)
    }
}
