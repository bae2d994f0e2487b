import Foundation
package import Postgres

/// The SQL of second factors and their recovery codes.
package enum TwoFactors {
    struct State: RowDecodable {
        /// Sealed.
        let secret: Data
        /// nil until a first code was right: it does not count before.
        let confirmedAt: Date?
        let lastStep: Int
        /// Recovery codes that were not used yet.
        let codes: Int

        init(row: Row) throws {
            secret = try row.get("secret", as: Data.self)
            confirmedAt = try row.get("confirmed_at")
            lastStep = try row.get("last_step")
            codes = try row.get("codes")
        }
    }

    static func state(of user: ID<User>) -> Query<State> {
        Query(
            """
            SELECT secret, confirmed_at, last_step, (SELECT count(*) FROM recovery_codes WHERE user_id = \(user) AND used_at IS NULL) AS codes
            FROM two_factors WHERE user_id = \(user)
            """)
    }

    static func isOn(_ user: ID<User>) -> Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM two_factors WHERE user_id = \(user) AND confirmed_at IS NOT NULL) AS is_on")
    }

    /// Begins a set-up. One that was begun within the hour goes on with its secret, which may be in the app already.
    static func beginning(_ user: ID<User>, sealed: Data) -> Command {
        Command(
            """
            INSERT INTO two_factors AS kept (user_id, secret) VALUES (\(user), \(sealed))
            ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = now()
                WHERE kept.confirmed_at IS NULL AND kept.created_at < now() - interval '1 hour'
            """)
    }

    /// Touches no row where it was confirmed before.
    static func confirming(_ user: ID<User>, sealed: Data, step: Int64) -> Command {
        Command(
            """
            UPDATE two_factors SET confirmed_at = now(), last_step = \(step)
            WHERE user_id = \(user) AND secret = \(sealed) AND confirmed_at IS NULL
            """)
    }

    /// Touches no row where the code of this step was used, also by somebody who sent it in the same moment.
    static func using(_ step: Int64, of user: ID<User>) -> Command {
        Command("UPDATE two_factors SET last_step = \(step) WHERE user_id = \(user) AND confirmed_at IS NOT NULL AND last_step < \(step)")
    }

    static func using(recoveryCode hash: Data, of user: ID<User>) -> Command {
        Command("UPDATE recovery_codes SET used_at = now() WHERE user_id = \(user) AND code_hash = \(hash) AND used_at IS NULL")
    }

    static func has(recoveryCode hash: Data, of user: ID<User>) -> Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM recovery_codes WHERE user_id = \(user) AND code_hash = \(hash) AND used_at IS NULL) AS has")
    }

    static func replacingCodes(of user: ID<User>, with hashes: [Data]) -> [Command] {
        [Command("DELETE FROM recovery_codes WHERE user_id = \(user)")]
            + hashes.map { Command("INSERT INTO recovery_codes (user_id, code_hash) VALUES (\(user), \($0))") }
    }

    /// Takes a person's second factor and recovery codes away. The first touches a row where there was one.
    package static func removing(of user: ID<User>) -> [Command] {
        [Command("DELETE FROM two_factors WHERE user_id = \(user)"), Command("DELETE FROM recovery_codes WHERE user_id = \(user)")]
    }
}
