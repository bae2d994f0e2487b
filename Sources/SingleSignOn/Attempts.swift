import Foundation
import Postgres
import Web

/// What is remembered between leaving for the provider and coming back.
struct Attempt: RowDecodable {
    /// Ties the ID token to this attempt.
    let nonce: String
    /// Ties the provider's code to whoever began (RFC 7636).
    let verifier: String
    /// Where the person wanted to go; a path of ours, or empty.
    let returnTo: String

    init(returnTo: String) { (nonce, verifier, self.returnTo) = (Token.random(), Token.random(), returnTo) }

    init(row: Row) throws {
        nonce = try row.get("nonce")
        verifier = try row.get("verifier")
        returnTo = try row.get("return_to")
    }

    /// RFC 7636, 4.2: S256.
    var challenge: String { Token.hash(verifier).base64url }
}

enum Attempts {
    static func beginning(_ attempt: Attempt, state: String, browser: Data) -> Command {
        Command(
            """
            INSERT INTO single_sign_on_attempts (state_hash, nonce, verifier, return_to, browser, expires_at)
            VALUES (\(Token.hash(state)), \(attempt.nonce), \(attempt.verifier), \(attempt.returnTo), \(browser), now() + make_interval(secs => \(SingleSignOn.lasts)))
            """)
    }

    /// The row is there for the first who asks, from the browser that left, and for nobody after. Another browser leaves it as it is.
    static func spending(_ state: String, browser: Data) -> Query<Attempt> {
        Query(
            """
            DELETE FROM single_sign_on_attempts WHERE state_hash = \(Token.hash(state)) AND browser = \(browser) AND expires_at > now()
            RETURNING nonce, verifier, return_to
            """)
    }
}

extension Data {
    /// RFC 4648, 5, without padding.
    var base64url: String { base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }

    init?(base64url text: String) {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        self.init(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding)
    }
}
