import Foundation
import Postgres
import Web

/// Tries that went wrong, in a row, of an account, an address or a browser; all processes count together. After some, each further try has to
/// wait, twice as long every time. A day without a try, and it begins anew.
///
/// A try is counted before it is looked at, and given back where it was right: of a hundred sent in one moment no more are looked at than
/// of a hundred sent one by one. An account that does not exist counts like one that does.
enum SignInFailures {
    /// How many tries are free, and the waits in seconds: the first, and the longest.
    struct Rule: Sendable {
        let free, first, longest: Int

        /// Of an account, or of one browser of its person.
        static let person = Rule(free: 5, first: 5, longest: 900)
        /// A whole office may share an address, and one who mistypes must not keep out the others.
        static let network = Rule(free: 20, first: 5, longest: 900)
        /// Mails with a link to one mailbox.
        static let mailbox = Rule(free: 3, first: 300, longest: 21_600)
    }

    /// By its hash: what strangers type into a form is kept nowhere.
    static func account(_ mailbox: String) -> String { "account:" + Token.hash(mailbox.lowercased()).hex }
    static func account(_ user: ID<User>) -> SQL { "'account:' || encode(sha256(convert_to(coalesce(email_key, id::text), 'UTF8')), 'hex')" }
    static func device(_ hash: Data, of user: ID<User>) -> String { "device:\(user):\(hash.hex)" }
    static func network(_ address: String) -> String { "address:" + Network.name(of: address) }
    static func mail(_ purpose: SignInLinks.Purpose, to user: ID<User>) -> String { "mail:\(user):\(purpose.rawValue)" }
    /// A person who is signed in and proves who they are once more.
    static func proof(_ user: ID<User>) -> String { "proof:\(user)" }

    /// Counts a try: 0, or the seconds to wait where it is not taken.
    static func taking(_ key: String, _ rule: Rule) -> Query<One<Int>> {
        let isInARow: SQL = "kept.last_at > now() - interval '1 day'"
        return Query(
            """
            WITH taken AS (
                INSERT INTO sign_in_failures AS kept (key) VALUES (\(key))
                ON CONFLICT (key) DO UPDATE SET last_at = now(),
                    count = CASE WHEN \(isInARow) THEN kept.count + 1 ELSE 1 END,
                    blocked_until = CASE WHEN \(isInARow) AND kept.count + 1 >= \(rule.free)
                        THEN now() + make_interval(secs => least(\(rule.longest), \(rule.first) * power(2, least(kept.count + 1 - \(rule.free), 20)))) END
                WHERE kept.blocked_until IS NULL OR kept.blocked_until <= now()
                RETURNING 1)
            SELECT CASE WHEN EXISTS (SELECT FROM taken) THEN 0
                ELSE greatest(1, coalesce((SELECT ceil(extract(epoch FROM blocked_until - now())) FROM sign_in_failures WHERE key = \(key)), 1))::bigint END AS wait
            """)
    }

    /// With the wait that it began: nobody waited before it, or it had not been taken. Else whoever is right would wait for their own next step.
    static func givingBack(_ key: String) -> Command {
        Command("UPDATE sign_in_failures SET count = greatest(count - 1, 0), blocked_until = NULL WHERE key = \(key)")
    }

    static func forgetting(_ key: String) -> Command { Command("DELETE FROM sign_in_failures WHERE key = \(key)") }

    /// After a good sign-in: the account, and this browser.
    static func clearing(_ user: ID<User>, device: Data) -> Command {
        Command(
            """
            DELETE FROM sign_in_failures WHERE key IN ((SELECT \(account(user)) FROM users WHERE id = \(user)), \(Self.device(device, of: user)))
                OR key LIKE \("mail:\(user):%")
            """)
    }

    /// After a reset by mail: the account with all that was counted of its person's browsers.
    static func clearing(_ user: ID<User>) -> Command {
        Command(
            """
            DELETE FROM sign_in_failures WHERE key = (SELECT \(account(user)) FROM users WHERE id = \(user))
                OR key LIKE \("device:\(user):%") OR key LIKE \("mail:\(user):%") OR key = \(proof(user))
            """)
    }
}

/// The network that an address is in, as one subscriber has it: an IPv6 customer holds a whole /64 and more addresses than could be counted.
package enum Network {
    package static func name(of address: String) -> String {
        guard address.contains(":") else { return address }
        var six = in6_addr()
        guard inet_pton(AF_INET6, address, &six) == 1 else { return address }
        let bytes = withUnsafeBytes(of: &six) { Array($0) }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        if isMapped { return bytes.suffix(4).map(String.init).joined(separator: ".") }
        return bytes.prefix(8).hex + "/64"
    }
}

/// A try that was counted, until it turns out to be good.
struct SignInTry: Sendable {
    fileprivate var counted: [(key: String, rule: SignInFailures.Rule)] = []
}

extension FrontOffice {
    /// Counts one try of an account. A browser that its person signed in with before counts by itself and is held by nothing else: whoever
    /// goes on guessing cannot keep the person out. Throws `tooMany` where it has to wait.
    /// - Parameter mailbox: the account's spelling of its address, or what was typed where it is none.
    func takeTry(of mailbox: String, user: ID<User>?, _ ask: Ask) async throws -> SignInTry {
        let device = KnownDevices.hash(ask)
        if let device, try await database.one(KnownDevices.isKnown(device, to: user)).value, let user {
            return try await takeTry([(SignInFailures.device(device, of: user), .person)])
        }
        return try await takeTry([(SignInFailures.account(mailbox), .person), (SignInFailures.network(ask.address), .network)])
    }

    /// Counts a try of somebody who is signed in and proves once more who they are.
    func takeProof(of user: ID<User>) async throws -> SignInTry { try await takeTry([(SignInFailures.proof(user), .person)]) }

    private func takeTry(_ keys: [(String, SignInFailures.Rule)]) async throws -> SignInTry {
        var attempt = SignInTry()
        for (key, rule) in keys {
            let wait = try await database.one(SignInFailures.taking(key, rule)).value
            guard wait == 0 else {
                try await giveBack(attempt)
                throw Refusal.tooMany(retryAfterSeconds: wait)
            }
            attempt.counted.append((key, rule))
        }
        return attempt
    }

    /// It was right, and what went wrong before counts no longer.
    func forget(_ attempt: SignInTry) async throws {
        for (key, _) in attempt.counted { try await database.run(SignInFailures.forgetting(key)) }
    }

    /// It was right, or nobody came to look at it.
    func giveBack(_ attempt: SignInTry) async throws {
        for (key, _) in attempt.counted { try await database.run(SignInFailures.givingBack(key)) }
    }
}
